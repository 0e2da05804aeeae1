/** The specs of the objects that make pods and say how many of them there are: exactly the fields that fedc uses. */

import type { Labels } from "../1-load/federation-file.ts";

export interface DeploymentSpec {
  readonly replicas?: number;
  readonly minReadySeconds: number;
  readonly strategy: { readonly rollingUpdate: { readonly maxUnavailable: number } };
  readonly selector: { readonly matchLabels: Labels };
  readonly template: {
    readonly metadata: { readonly labels: Labels; readonly annotations: Labels };
    readonly spec: {
      readonly serviceAccountName: string;
      readonly automountServiceAccountToken: boolean;
      readonly terminationGracePeriodSeconds: number;
      readonly topologySpreadConstraints?: readonly {
        readonly labelSelector: { readonly matchLabels: Labels };
        readonly matchLabelKeys: readonly string[];
        readonly maxSkew: number;
        readonly topologyKey: string;
        readonly whenUnsatisfiable: "ScheduleAnyway";
      }[];
      readonly containers: readonly {
        readonly name: string;
        readonly image: string;
        readonly env: readonly { readonly name: string; readonly value: string }[];
        readonly ports: readonly { readonly containerPort: number }[];
        readonly resources: { readonly limits: Labels; readonly requests: Labels };
        readonly securityContext: {
          readonly allowPrivilegeEscalation: boolean;
          readonly capabilities: { readonly drop: readonly string[] };
          readonly privileged: boolean;
          readonly readOnlyRootFilesystem: boolean;
          readonly runAsNonRoot: boolean;
          readonly seccompProfile: { readonly type: "RuntimeDefault" };
        };
      }[];
    };
  };
}

export interface PodDisruptionBudgetSpec {
  readonly maxUnavailable: number;
  readonly selector: { readonly matchLabels: Labels };
  readonly unhealthyPodEvictionPolicy: "AlwaysAllow";
}

export interface HorizontalPodAutoscalerSpec {
  readonly scaleTargetRef: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly metrics: readonly {
    readonly type: "Resource";
    readonly resource: { readonly name: string; readonly target: { readonly type: "Utilization"; readonly averageUtilization: number } };
  }[];
}
