/** What the page is made of before its script fills it. */
export function pageBody(federation: string): string {
  return `<header>
<h1>Federation ${federation}</h1>
<p id="summary" role="status"></p>
<button type="button" id="theme">Theme: system</button>
</header>
<noscript><p>This page draws with JavaScript, which is off here; nothing is loaded from anywhere.
<code>fedc graph --format svg</code> makes a picture that needs none.</p></noscript>
<div class="layout">
<form id="filters" role="search" aria-label="Filters">
<details open id="all-filters"><summary>Search and filters</summary>
<label class="name" for="search">Search</label>
<input type="search" id="search" placeholder="service, caller, path, …" autocomplete="off" spellcheck="false">
<fieldset id="states"><legend>State</legend></fieldset>
<details open><summary>Clusters: <output id="clusters-count">all</output></summary>
<div id="clusters"></div>
<label><input type="checkbox" id="between">only between chosen ones</label></details>
<details><summary>Services: <output id="services-count">all</output></summary>
<div id="services"></div></details>
<p><button type="button" id="reset">Show everything</button></p>
</details>
</form>
<main>
<section aria-labelledby="picture-head">
<h2 id="picture-head">Picture</h2>
<div class="tools">
<label>Show <select id="detail"><option value="readable">what is readable</option><option value="services">every service</option>
<option value="clusters">clusters</option><option value="matrix">matrix</option></select></label>
<button type="button" id="closer" aria-label="zoom in">+</button>
<button type="button" id="farther" aria-label="zoom out">−</button>
<button type="button" id="fit">Whole picture</button>
<span id="shown"></span>
</div>
<div class="stage">
<canvas id="picture" tabindex="0" role="application" aria-label="Picture of the federation; the tables below say the same in words"
 aria-describedby="keyboard"></canvas>
<div id="tip" hidden></div>
</div>
<div id="paper"></div>
<div id="details" role="status"></div>
<div id="keys"><p><span class="key"></span>in force <span class="key dash"></span>pending: no address yet
<span class="key dots"></span>inactive. Boxes are clusters; in them blue rows are local names, green rows exposed services.</p>
<p id="keyboard"><kbd>/</kbd> search, in the picture <kbd>←</kbd> <kbd>↑</kbd> <kbd>→</kbd> <kbd>↓</kbd> select, with <kbd>Shift</kbd> move,
<kbd>+</kbd> <kbd>-</kbd> <kbd>0</kbd> zoom, <kbd>Enter</kbd> show only what is selected, <kbd>Esc</kbd> select nothing. Mouse: drag,
<kbd>Ctrl</kbd> and wheel, double click.</p></div>
</section>
<section aria-labelledby="pairs-head"><h2 id="pairs-head">Between clusters</h2><div id="pairs"></div></section>
<section aria-labelledby="uses-head"><h2 id="uses-head">Uses</h2><div id="uses"></div></section>
</main>
</div>`;
}
