'use strict';
// The page is whole without this script: verdict, matrix, drawing, what deviates, gaps, waivers and clauses are HTML. The script
// adds the passes, search, filters, groups, and addresses that carry them. What comes from the data enters the page as text and
// never as markup; the page's policy forbids anything else.
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const KIND = ['fail', 'unknown', 'waived', 'pass'], SEV = ['critical', 'high', 'medium', 'low', 'info'], PAGE = 50, TOGETHER = 4096;
  const el = (tag, cls, ...kids) => { const e = document.createElement(tag); if (cls) e.className = cls; e.append(...kids.filter(k => k != null && k !== false)); return e; };
  const glyph = kind => {
    const ns = 'http://www.w3.org/2000/svg', s = document.createElementNS(ns, 'svg'), u = document.createElementNS(ns, 'use');
    s.setAttribute('class', 'g ' + kind); s.setAttribute('aria-hidden', 'true'); u.setAttribute('href', '#g-' + kind); s.append(u);
    return s;
  };
  const num = n => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
  const count = (n, one) => `${num(n)} ${one}${n === 1 ? '' : 's'}`;
  const root = document.documentElement;
  root.classList.remove('nojs');

  // ---------------------------------------------------------------- data: columns over a string table, unpacked by the browser
  const unpack = async block => {
    let text = block.textContent;
    if (block.type !== 'application/json') {
      const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), c => c.charCodeAt(0));
      text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).text();
    }
    block.remove();
    return JSON.parse(text);
  };
  let D = null, loading = null;
  const load = () => loading ??= unpack($('#data')).then(d => {
    d.at = new Map(Object.entries(d.x).filter(([, x]) => x.id).map(([i, x]) => [x.id, +i]));
    return D = d;
  });
  const blocks = $$('script.evidence'), proofs = [];
  const unpackProofs = block => unpack(block).then(d => {
    let place = -1, from = 0;
    const places = d.of.map(step => place += step);
    return d.n.map(n => places.slice(from, from += n).map(p => d.lines.map(column => d.str[column[p]])));
  });
  const proof = async i => (await (proofs[Math.floor(i / TOGETHER)] ??= unpackProofs(blocks[Math.floor(i / TOGETHER)])))[i % TOGETHER];

  // ---------------------------------------------------------------- one finding: the same that the page has as HTML
  const table = lines => {
    const head = el('tr'), rows = el('tbody');
    for (const t of ['Evidence', 'Value', 'Read by', 'Read at (UTC)']) { const th = el('th', '', t); th.scope = 'col'; head.append(th); }
    for (const [path, value, source, at] of lines) rows.append(el('tr', '', el('td', '', path), el('td', '', value), el('td', '', source), el('td', '', at)));
    return el('table', 'ev', el('thead', '', head), rows);
  };
  const link = (text, href) => { const a = el('a', '', text); a.setAttribute('href', href); return a; };
  const scrolling = e => { e.tabIndex = 0; return e; };
  const body = async i => {
    const c = D.c, x = D.x[i] ?? {}, r = D.rules[c.rule[i]], s = D.str, acct = D.accounts[c.acct[i]], lines = await proof(i), open = KIND[c.kind[i]] !== 'pass';
    const meta = el('dl', 'meta'), fact = (k, v) => v && meta.append(el('dt', '', k), el('dd', '', v));
    fact('Rule', r.id);
    if (r.clauses.length) {
      const dd = el('dd');
      r.clauses.forEach(([at, id], n) => { if (n) dd.append(', '); dd.append(at === null ? id : link(id, '#c' + at)); });
      meta.append(el('dt', '', 'Clause'), dd);
    }
    fact('Resource', s[c.arn[i]]); fact('Type', s[c.type[i]]); fact('In the plan', x.planned); fact('Account', `${acct[1]} ${acct[0]}`);
    fact('Region', s[c.region[i]]); fact('Controls', (r.controls ?? []).join('; ')); fact('Finding', x.id);
    return el('div', 'body',
      x.unknown && el('p', '', el('strong', '', 'Why unknown: '), x.unknown),
      x.waiver && el('p', '', el('strong', '', 'Waived: '), x.waiver),
      lines.length ? table(lines) : el('p', 'sub', 'There is no evidence: nothing was there to be read.'),
      r.why && el('h3', '', 'Why it matters'), r.why && el('p', '', r.why),
      open && r.fix && el('h3', '', 'What to do'), open && r.fix && el('p', '', r.fix),
      ...(open && r.code || []).map(([what, code]) => el('div', 'code', el('span', '', what), scrolling(el('pre', '', el('code', '', code))))),
      ...(open && r.refs || []).filter(u => u.startsWith('https://')).map(u => el('p', '', link(u, u))),
      meta);
  };
  const row = i => {
    const c = D.c, r = D.rules[c.rule[i]], kind = KIND[c.kind[i]], sev = SEV[c.sev[i]], x = D.x[i] ?? {};
    // What a pass says is what is required: once is enough.
    const said = kind === 'pass' && D.str[c.msg[i]] === r.title ? 'is as required' : D.str[c.msg[i]];
    const m = el('span', 'm', sev === 'critical' && kind === 'fail' ? el('span', 'tag critical', sev) : sev);
    for (const mark of x.marks ?? []) m.append(' ', el('span', 'tag', mark));
    const e = el('details', 'f ' + kind, el('summary', '', glyph(kind),
      el('span', '', el('span', 't', el('span', 'vh', kind + ': '), el('b', '', D.str[c.name[i]]), ' ', said), el('span', 'd', 'Required: ' + r.title)),
      m, el('span', 'm', D.accounts[c.acct[i]][1]), el('span', 'm', r.clauses[0]?.[1] ?? ''), el('span', 'v')));
    if (x.id) e.id = 'f-' + x.id;
    e.addEventListener('toggle', () => fillRow(e, i));
    e.fill = () => fillRow(e, i);
    return e;
  };
  const fillRow = async (e, i) => {
    if (!e.open || e.filled) return;
    e.filled = true;
    e.append(await body(i));
    copyable(e);
  };
  // What the page has as HTML gets its buttons when it is opened, too.
  const copyable = e => $$('.code', e).filter(c => !$('button', c)).forEach(c => {
    const b = el('button', 'btn copy', 'Copy');
    b.type = 'button';
    b.setAttribute('aria-label', `Copy the snippet for ${$('span', c).textContent}`);
    b.addEventListener('click', async () => {
      const code = $('code', c);
      try { await navigator.clipboard.writeText(code.textContent); b.textContent = 'Copied'; } catch {
        getSelection().selectAllChildren(code);
        b.textContent = document.execCommand('copy') ? 'Copied' : 'Selected';
      }
      setTimeout(() => { b.textContent = 'Copy'; }, 1500);
    });
    c.prepend(b);
  });
  $$('#list details').forEach(e => e.addEventListener('toggle', () => copyable(e)));

  // ---------------------------------------------------------------- what is shown <-> the address
  const form = $('#tools'), list = $('#list'), status = $('#count'), more = $('#more');
  const blank = () => ({ status: ['fail', 'unknown', 'waived'], where: '', section: '', severity: '', mark: '', sort: 'severity', group: '', q: '', ids: '' });
  let state = blank(), hits = [], shown = 0, total = 0, wanted = 0;
  const parse = text => {
    const s = blank();
    for (const [k, v] of new URLSearchParams(text)) if (k in s) s[k] = k === 'status' ? v.split(',').filter(x => KIND.includes(x)) : v.slice(0, k === 'ids' ? 4000 : 200);
    return s;
  };
  const address = s => {
    const p = new URLSearchParams(), b = blank();
    for (const k in s) if (String(s[k]) !== String(b[k])) p.set(k, String(s[k]));
    return '#findings' + (String(p) ? '?' + String(p).replaceAll('%2C', ',') : '');
  };
  const select = () => {
    const c = D.c, q = state.q.trim().toLowerCase(), kinds = new Set(state.status.map(x => KIND.indexOf(x)));
    const place = state.where ? +state.where.slice(1) : -1, where = D.accounts.map((_, a) => place < 0 || (state.where[0] === 'e' ? D.accounts[a][2] === place : a === place));
    const sev = SEV.indexOf(state.severity), section = state.section === '' ? -1 : +state.section;
    const rules = D.rules.map(r => section < 0 || r.sections.includes(section));
    let text = null, ruleText = null, acctText = null;
    if (q) {                                               // each distinct string once, then numbers
      D.low ??= D.str.map(s => s.toLowerCase());
      text = Uint8Array.from(D.low, s => s.includes(q) ? 1 : 0);
      ruleText = D.rules.map(r => [r.id, r.title, ...r.clauses.map(x => x[1])].join(' ').toLowerCase().includes(q));
      acctText = D.accounts.map(a => `${a[0]} ${a[1]} ${D.environments[a[2]]}`.toLowerCase().includes(q));
    }
    if (state.ids) return state.ids.split(' ').map(id => D.at.get(id)).filter(i => i !== undefined);
    const out = [];
    for (let i = 0; i < D.n; i++) {
      if (!kinds.has(c.kind[i]) || !where[c.acct[i]] || (sev >= 0 && c.sev[i] !== sev) || !rules[c.rule[i]]) continue;
      if (state.mark && !D.x[i]?.marks?.includes(state.mark)) continue;
      if (q && !(ruleText[c.rule[i]] || acctText[c.acct[i]] || text[c.name[i]] || text[c.arn[i]] || text[c.msg[i]] || text[c.type[i]] || text[c.region[i]])) continue;
      out.push(i);
    }
    const r = ['resource', 'region'].includes(state.sort) ? D.rank ??= ranks(D.str) : null;
    const by = { account: i => c.acct[i], rule: i => c.rule[i], resource: i => r[c.arn[i]], region: i => r[c.region[i]] }[state.sort];
    return by ? out.sort((a, b) => by(a) - by(b) || a - b) : out;
  };
  const ranks = strings => { const r = new Uint32Array(strings.length); strings.map((_, i) => i).sort((a, b) => strings[a] < strings[b] ? -1 : strings[a] > strings[b] ? 1 : 0).forEach((s, k) => { r[s] = k; }); return r; };

  // Groups stand in the order of their first findings; one that is opened shows its findings by the page, too.
  const groups = all => {
    const by = new Map(), of = state.group === 'rule' ? i => D.c.rule[i] : i => D.c.arn[i];
    for (const i of all) { const k = of(i); by.has(k) ? by.get(k).push(i) : by.set(k, [i]); }
    return [...by.values()];
  };
  const group = own => {
    const c = D.c, i = own[0], n = [0, 0, 0, 0], r = D.rules[c.rule[i]], rule = state.group === 'rule';
    own.forEach(k => { n[c.kind[k]]++; });
    const worst = n.findIndex(Boolean), words = KIND.filter((_, k) => n[k]).map(k => `${num(n[KIND.indexOf(k)])} ${k}`).join(', ');
    const e = el('details', 'grp', el('summary', '', glyph(KIND[worst]),
      el('span', '', el('span', 't', el('b', '', rule ? r.title : D.str[c.name[i]])), el('span', 'd', rule ? `${r.id}, ${SEV[c.sev[i]]}` : `${D.str[c.type[i]]}, ${D.accounts[c.acct[i]][1]}, ${D.str[c.region[i]]}`)),
      el('span', 'm', words), el('span', 'v')));
    let at = 0;
    const next = el('button', 'btn more', '');
    next.type = 'button';
    const fill = () => {
      const from = at, rows = own.slice(at, at += PAGE).map(row);
      next.before(...rows);
      next.hidden = at >= own.length;
      next.textContent = `Show ${num(Math.min(PAGE, own.length - at))} more of ${num(own.length - at)}`;
      if (from) $('summary', rows[0]).focus();
    };
    next.addEventListener('click', fill);
    e.addEventListener('toggle', () => { if (e.open && !at) { e.append(next); fill(); } });
    return e;
  };
  const page = () => {
    const to = Math.min(shown + PAGE, hits.length), frag = document.createDocumentFragment();
    for (; shown < to; shown++) frag.append(state.group ? group(hits[shown]) : row(hits[shown]));
    list.append(frag);
    more.hidden = shown >= hits.length;
    more.textContent = `Show ${num(Math.min(PAGE, hits.length - shown))} more of ${num(hits.length - shown)}`;
    const order = state.sort === 'severity' ? '' : `, by ${state.sort}`, what = state.group === 'rule' ? 'rule' : 'resource';
    status.textContent = !hits.length ? 'Nothing matches. Clear the search, or choose more statuses.'
      : state.group ? `${num(shown)} of ${count(hits.length, what)} with ${count(total, 'finding')} shown${order}; ${num(D.n)} in all`
      : `${num(shown)} of ${num(hits.length)} matching findings shown${order}; ${num(D.n)} in all`;
  };
  const show = async () => {
    const mine = ++wanted;
    await load();
    if (mine !== wanted) return;
    hits = select(); total = hits.length; shown = 0;
    if (state.group) hits = groups(hits);
    list.replaceChildren(); page();
  };
  const fill = () => {
    $$('[name=status]', form).forEach(b => { b.checked = state.status.includes(b.value); });
    for (const k of ['where', 'section', 'severity', 'mark', 'sort', 'group', 'q']) {
      const f = form.elements[k];
      if (!f) continue;
      f.value = state[k];
      if (f.value !== state[k]) { state[k] = blank()[k]; f.value = state[k]; }
    }
  };
  const go = s => { state = s; fill(); history.replaceState(null, '', address(state)); return show(); };
  const read = () => { const f = k => form.elements[k]?.value ?? ''; return { ...blank(), status: $$('[name=status]:checked', form).map(b => b.value), where: f('where'), section: f('section'), severity: f('severity'), mark: f('mark'), sort: f('sort'), group: f('group'), q: f('q') }; };

  let timer = 0;
  form.addEventListener('input', e => { clearTimeout(timer); timer = setTimeout(() => go(read()), e.target.name === 'q' ? 120 : 0); });
  form.addEventListener('submit', e => e.preventDefault());
  $('#clear').addEventListener('click', () => { go(blank()); form.elements.q.focus(); });
  more.addEventListener('click', () => { const at = list.children.length; page(); $('summary', list.children[at])?.focus(); });

  // ---------------------------------------------------------------- links into the list
  const toList = () => { $('#findings').scrollIntoView(); $('#findings h2').focus({ preventScroll: true }); };
  const openFinding = async id => {
    let e = document.getElementById('f-' + id);
    if (!e) { await go({ ...blank(), ids: id }); e = document.getElementById('f-' + id); }
    if (!e) return;
    e.open = true; e.scrollIntoView({ block: 'start' }); $('summary', e).focus({ preventScroll: true });
  };
  const FINDING = /^#f-([0-9a-f]+)$/;
  document.addEventListener('click', e => {
    const a = e.target.closest('a');
    if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
    const m = FINDING.exec(a.getAttribute('href') ?? '');
    if (a.dataset.filter) { e.preventDefault(); go(parse(a.dataset.filter)).then(toList); }
    else if (a.dataset.ids?.includes(' ')) { e.preventDefault(); go({ ...blank(), ids: a.dataset.ids }).then(toList); }
    else if (m) { e.preventDefault(); history.pushState(null, '', m[0]); openFinding(m[1]); }
  });
  const arrive = () => {
    const m = FINDING.exec(location.hash);
    if (m) openFinding(m[1]); else if (location.hash.startsWith('#findings?')) go(parse(location.hash.slice(10))).then(toList);
  };
  addEventListener('hashchange', arrive);
  arrive();

  // ---------------------------------------------------------------- colours and paper
  $('#theme').addEventListener('click', () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme:dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
  });
  let closed = [];
  addEventListener('beforeprint', () => { closed = $$('#list details:not([open]), .framework:not([open])'); closed.forEach(d => { d.open = true; d.fill?.(); }); });
  addEventListener('afterprint', () => { closed.forEach(d => { d.open = false; }); closed = []; });
  // A browser that finds no idle moment gets the data all the same.
  const idle = window.requestIdleCallback ? f => requestIdleCallback(f, { timeout: 500 }) : setTimeout;
  idle(() => load().then(() => { root.dataset.ready = Math.round(performance.now()); }));
})();
