/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
'use strict';

// ---- elements: text only ever becomes text, never HTML

function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter(child => child !== null).map(child =>
    (child instanceof Node) ? child : String(child)));
  return element;
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

function table(caption, heads, rows) {
  const cell = (tag, content, attributes) => el(tag, attributes, content ?? '–');
  return el('div', {class: 'scroll'}, el('table', {},
    el('caption', {}, caption),
    el('thead', {}, el('tr', {}, heads.map(head =>
      cell('th', head.name, {scope: 'col', class: head.number ? 'number' : null})))),
    el('tbody', {}, rows.map(row => el('tr', {}, row.map((content, i) =>
      cell(i === 0 ? 'th' : 'td', content,
        {scope: i === 0 ? 'row' : null, class: heads[i].number ? 'number' : null})))))));
}

function field(name, input) {
  return el('label', {}, name, input);
}

function show(...content) {
  document.getElementById('main').replaceChildren(...content.filter(child => child !== null));
}

function say(text) {
  const status = document.getElementById('status');
  status.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { status.textContent = ''; }, 8000);
}

// ---- the API

function askForToken() {
  const dialog = document.getElementById('login');
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener('close', () => {
    sessionStorage.setItem('token', document.getElementById('token').value);
    resolve();
  }, {once: true}));
}

async function send(method, path, body) {
  const headers = {};
  const token = sessionStorage.getItem('token');
  if (token) {
    headers.Authorization = 'Bearer ' + token;
  }
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  const response = await fetch('api/cache' + path, {method, headers, body});
  if (response.status === 401) {
    await askForToken();
    return send(method, path, body);
  }
  const text = await response.text();
  if (!response.ok) {
    let detail = text;
    try {
      detail = JSON.parse(text).detail;
    } catch (e) {
      // not of the API: shown as it is
    }
    throw new Error(detail);
  }
  return text;
}

async function get(path) {
  return JSON.parse(await send('GET', path));
}

/** Parses JSON, and keeps numbers beyond 2^53 as they are written, where the browser can do so. */
function exact(text) {
  return JSON.parse(text, (name, value, context) =>
    (typeof value === 'number' && context?.source && JSON.rawJSON && String(value) !== context.source)
      ? JSON.rawJSON(context.source) : value);
}

function change(method, path, body) {
  return send(method, path, body === undefined ? undefined : JSON.stringify(body));
}

const part = encodeURIComponent;

/** Runs what the user asked for, and shows why it failed. */
function act(action) {
  return async event => {
    event.preventDefault();
    try {
      await action(event);
    } catch (e) {
      say(e.message);
    }
  };
}

function button(text, action, attributes) {
  return el('button', {type: 'button', onclick: act(action), ...attributes}, text);
}

/** A button that says what it will do before it does it. */
function careful(text, question, action) {
  const result = button(text, async () => {
    if (result.dataset.sure) {
      delete result.dataset.sure;
      result.textContent = text;
      await action();
    } else {
      result.dataset.sure = 'yes';
      result.textContent = question;
    }
  }, {class: 'danger'});
  result.addEventListener('blur', () => {
    delete result.dataset.sure;
    result.textContent = text;
  });
  return result;
}

// ---- numbers

const percent = ratio => (100 * ratio).toFixed(1) + ' %';
const whole = number => (number === null || number === undefined) ? '–' : number.toLocaleString('en');
const rate = number => number >= 100 ? whole(Math.round(number)) : number.toFixed(1);
const millis = number => number === 0 ? '–' : number >= 10 ? number.toFixed(0) : number.toPrecision(2);
const reads = counts => counts.hits + counts.misses;

function timeLeft(expiry) {
  if (!expiry) {
    return 'no end known';
  }
  const seconds = Math.round((new Date(expiry) - Date.now()) / 1000);
  if (seconds <= 0) {
    return 'expired';
  }
  const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const [size, unit] = units.find(([length]) => seconds >= length);
  return Math.floor(seconds / size) + ' ' + unit;
}

// ---- statistics: the history of the last hour, kept up to date in small steps

const statistics = {points: new Map(), since: null, latest: null, before: null};

async function refreshStatistics() {
  const hourAgo = new Date(Date.now() - 3600e3).toISOString();
  const now = await get('/statistics?since=' + part(statistics.since || hourAgo));
  for (const region of now.regions) {
    const points = statistics.points.get(region.name) || new Map();
    region.history.forEach(point => points.set(point.start, point));
    for (const start of points.keys()) {
      if (start < hourAgo) {
        points.delete(start);
      }
    }
    statistics.points.set(region.name, points);
  }
  // The last point may still grow, so it is asked for again.
  statistics.since = new Date(new Date(now.timestamp) - 120e3).toISOString();
  statistics.before = statistics.latest ?? statistics.before;
  statistics.latest = now;
  return now;
}

function history(region) {
  const points = [...(statistics.points.get(region) || new Map()).values()];
  return points.sort((one, other) => one.start < other.start ? -1 : 1);
}

/** Reads each second, since the statistics were read before; at first, of the newest points. */
function throughput(region) {
  const {latest, before} = statistics;
  const at = time => time?.regions.find(each => each.name === region);
  if (at(before)) {
    const elapsed = (new Date(latest.timestamp) - new Date(before.timestamp)) / 1000;
    return Math.max(0, reads(at(latest)) - reads(at(before))) / Math.max(elapsed, 0.001);
  }
  const recent = history(region).slice(-3);
  const length = recent.reduce((sum, point) => sum + seconds(point), 0);
  return length === 0 ? 0 : recent.reduce((sum, point) => sum + reads(point), 0) / length;
}

/** How much of a point has passed: the last one is not over. */
function seconds(point) {
  return Math.max(1, Math.min(point.length_seconds, (Date.now() - new Date(point.start)) / 1000));
}

/** A line over the last hour; points without a value are left out. */
function chart(kind, name, points, value, largest, text) {
  const end = Date.now();
  const known = points.filter(point => value(point) !== null);
  const top = largest || Math.max(1e-9, ...known.map(value));
  const at = point => {
    const x = 100 * (1 - (end - new Date(point.start)) / 3600e3);
    return x.toFixed(2) + ' ' + (38 - 36 * value(point) / top).toFixed(2);
  };
  const path = known.map((point, i) => (i === 0 ? 'M' + at(point) : '') + 'L' + at(point)).join(' ');
  const last = known.length === 0 ? 'nothing yet' : 'now ' + text(value(known[known.length - 1]));
  return svg('svg', {
    class: kind, viewBox: '0 0 100 40', preserveAspectRatio: 'none', role: 'img',
    'aria-label': name + ' over the last hour, ' + last,
  }, svg('line', {x1: 0, y1: 39, x2: 100, y2: 39}), svg('path', {d: path || 'M0 38'}));
}

const ratioOf = point => reads(point) === 0 ? null : point.hits / reads(point);
const rateOf = point => reads(point) / seconds(point);

// ---- pages

function sizes(region) {
  return region.levels.map(level => whole(level.size)).join(' · ') + ' of ' + whole(region.max_size);
}

function shares(region) {
  const hits = region.levels.reduce((sum, level) => sum + level.hits, 0);
  return hits === 0 ? '–' : region.levels.map(level => level.provider_id + ' '
    + Math.round(100 * level.hits / hits) + ' %').join(' · ');
}

function showRegions(now) {
  const rows = now.regions.map(region => [
    el('a', {href: '#/region/' + part(region.name)}, region.name),
    reads(region) === 0 ? '–' : percent(region.hit_ratio),
    chart('spark', 'Hit ratio of ' + region.name, history(region.name), ratioOf, 1, percent),
    rate(throughput(region.name)),
    ['p50', 'p95', 'p99'].map(at => millis(region.latency_ms.get[at])).join(' · '),
    sizes(region),
    shares(region),
    whole(region.errors),
  ]);
  show(
    el('h1', {}, 'Regions'),
    now.is_enabled ? null : el('p', {class: 'warn'}, 'Nothing is counted: turn monitoring on under Configuration.'),
    el('section', {}, rows.length === 0
      ? el('p', {}, 'There are no regions yet. POST one to /api/cache/regions, or name one in the configuration file.')
      : table('Each level from the nearest to the farthest; reads of the last minutes', [
        {name: 'Region'}, {name: 'Hit ratio', number: true}, {name: 'Last hour'},
        {name: 'Reads/s', number: true}, {name: 'get ms: p50 · p95 · p99', number: true},
        {name: 'Items', number: true}, {name: 'Hits by level'}, {name: 'Errors', number: true},
      ], rows)));
}

function regionsPage() {
  return live(async () => showRegions(await refreshStatistics()));
}

function regionPage(name) {
  const charts = el('div', {class: 'columns'});
  const levels = el('section', {});
  const reads = el('section', {});
  const ttl = el('input', {type: 'number', min: 0.001, step: 'any', placeholder: 'for ever'});
  const maximum = el('input', {type: 'number', min: 1, step: 1});
  const load = async () => {
    const region = await get('/regions/' + part(name));
    ttl.value = region.ttl ?? '';
    maximum.value = region.max_size;
  };
  const settings = el('form', {onsubmit: act(async () => {
    await change('PUT', '/regions/' + part(name), {
      ttl: ttl.value === '' ? null : Number(ttl.value), max_size: Number(maximum.value),
    });
    say('Region ' + name + ' is changed.');
  })}, field('Life of an item, in seconds', ttl), field('Items at most', maximum),
  el('button', {class: 'main'}, 'Change'));
  show(
    el('h1', {}, 'Region ' + name),
    charts,
    levels,
    reads,
    el('section', {}, el('h2', {}, 'Settings'), settings),
    el('section', {}, el('h2', {}, 'Items'),
      el('p', {}, el('a', {href: '#/items/' + part(name)}, 'Look at its items')),
      careful('Remove all items', 'Yes, remove all items of ' + name, async () => {
        await change('DELETE', '/items?region=' + part(name));
        say('All items of ' + name + ' are removed.');
      })));
  load().catch(e => say(e.message));
  return live(async () => {
    const region = (await refreshStatistics()).regions.find(each => each.name === name);
    if (!region) {
      throw new Error('There is no region ' + name);
    }
    const points = history(name);
    charts.replaceChildren(
      el('section', {}, el('h2', {}, 'Hit ratio ' + percent(region.hit_ratio)),
        chart('chart', 'Hit ratio', points, ratioOf, 1, percent)),
      el('section', {}, el('h2', {}, 'Reads ' + rate(throughput(name)) + '/s'),
        chart('chart', 'Reads each second', points, rateOf, null, rate)));
    levels.replaceChildren(table('Levels, the nearest first', [
      {name: 'Level'}, {name: 'Hits', number: true}, {name: 'Misses', number: true},
      {name: 'Evictions', number: true}, {name: 'Items', number: true},
      {name: 'read ms: p50 · p95 · p99', number: true},
    ], region.levels.map(level => [
      level.provider_id, whole(level.hits), whole(level.misses), whole(level.evictions), whole(level.size),
      ['p50', 'p95', 'p99'].map(at => millis(level.latency_ms[at])).join(' · '),
    ])), table('Operations so far', [
      'Hits', 'Misses', 'Puts', 'Removals', 'Evictions', 'Expirations', 'Errors',
    ].map(head => ({name: head, number: true})), [[
      region.hits, region.misses, region.puts, region.removals, region.evictions, region.expirations,
      region.errors].map(whole)]));
    const profile = (await get('/statistics?region=' + part(name))).regions[0];
    reads.replaceChildren(...[
      profile.hot_keys.length === 0 ? null : table('Hot keys: which are read most, of a sample', [
        {name: 'Key'}, {name: 'Share of the reads', number: true},
      ], profile.hot_keys.map(hot => [hot.key, percent(hot.share)])),
      profile.sizes.length === 0 ? null : table('What a larger limit would bring, at least', [
        {name: 'Items at most', number: true}, {name: 'Hit ratio', number: true},
      ], profile.sizes.map(size => [whole(size.max_size), percent(size.hit_ratio)])),
    ].filter(each => each !== null));
  });
}

async function itemsPage(name) {
  const regions = (await get('/regions')).map(region => region.name);
  const region = el('select', {}, regions.map(each =>
    el('option', {value: each, selected: each === name}, each)));
  const pattern = el('input', {type: 'search', placeholder: 'user:*', autocomplete: 'off'});
  const keys = el('ul', {class: 'keys', 'aria-label': 'Keys'});
  const more = el('div', {});
  const entry = el('section', {'aria-live': 'polite'}, el('p', {class: 'soft'}, 'Choose a key.'));
  const preview = el('div', {'aria-live': 'polite'});
  const query = () => '?region=' + part(region.value);
  const key = text => el('li', {}, button(text, async event => {
    keys.querySelectorAll('[aria-current]').forEach(each => each.removeAttribute('aria-current'));
    event.currentTarget?.setAttribute('aria-current', 'true');
    await showItem(entry, region.value, text, find);
  }));
  const page = async cursor => {
    const limit = '&limit=100' + (cursor ? '&cursor=' + part(cursor) : '');
    const chosen = pattern.value === '' ? '' : '&pattern=' + part(pattern.value);
    const found = await get('/keys' + query() + chosen + limit);
    keys.append(...found.keys.map(key));
    more.replaceChildren(found.next
      ? button('More keys', () => page(found.next))
      : el('p', {class: 'soft'}, keys.children.length === 0 ? 'No key matches.' : 'These are all.'));
  };
  const find = async () => {
    keys.replaceChildren();
    preview.replaceChildren();
    await page(null);
  };
  const tryPattern = async () => {
    if (pattern.value === '') {
      throw new Error('Write a pattern first; * is all keys.');
    }
    const path = '/items/pattern/' + part(pattern.value) + query();
    const hit = await get(path + '&limit=10');
    const shown = hit.keys.join(', ') + (hit.matching_count > hit.keys.length ? ', …' : '');
    preview.replaceChildren(el('p', {}, 'It would remove ' + whole(hit.matching_count) + ' items: ' + shown),
      hit.matching_count === 0 ? '' : careful('Invalidate them', 'Yes, invalidate these', async () => {
        const gone = JSON.parse(await change('DELETE', path));
        say(whole(gone.invalidated_count) + ' items are removed.');
        await find();
      }));
  };
  region.addEventListener('change', () => { location.hash = '#/items/' + part(region.value); });
  show(
    el('h1', {}, 'Items'),
    el('section', {}, el('form', {onsubmit: act(find)},
      field('Region', region), field('Keys that match', pattern),
      el('button', {class: 'main'}, 'Find'), button('What would this pattern remove?', tryPattern)), preview),
    el('div', {class: 'columns'}, el('section', {}, el('h2', {}, 'Keys'), keys, more), entry));
  await find();
}

async function showItem(panel, region, key, refresh) {
  const query = '?region=' + part(region);
  const path = '/items/' + part(key) + query;
  const item = exact(await send('GET', path));
  const value = el('textarea', {spellcheck: 'false'});
  value.value = JSON.stringify(item.value, null, 2);
  const seconds = el('input', {type: 'number', min: 0.001, step: 'any', placeholder: 'as the region says'});
  const rules = await get('/rules/explain/' + part(key) + query);
  const facts = [
    ['Time left', timeLeft(item.expiry)], ['Expires', item.expiry], ['Created', item.created_at],
    ['Last read', item.last_accessed], ['Version', item.version],
    ['Levels', item.levels.join(' · ')],
    ['Metadata', Object.keys(item.metadata).length === 0 ? null : JSON.stringify(item.metadata)],
  ].filter(([, content]) => content !== null);
  panel.replaceChildren(
    el('h2', {}, key),
    el('dl', {}, facts.flatMap(([name, content]) => [el('dt', {}, name), el('dd', {}, content)])),
    el('form', {class: 'stack', onsubmit: act(async () => {
      JSON.parse(value.value); // says where it is malformed
      const ttl = seconds.value === '' ? '' : ', "ttl_seconds": ' + Number(seconds.value);
      const metadata = ', "metadata": ' + JSON.stringify(item.metadata);
      await send('PUT', path, '{"value": ' + value.value + ttl + metadata + '}');
      say(key + ' is stored.');
      await showItem(panel, region, key, refresh);
    })}, field('Value, as JSON', value), field('Life from now, in seconds', seconds),
    el('button', {class: 'main'}, 'Store'),
    careful('Remove', 'Yes, remove ' + key, async () => {
      await change('DELETE', path);
      say(key + ' is removed.');
      panel.replaceChildren(el('p', {class: 'soft'}, 'Choose a key.'));
      await refresh();
    })),
    el('h2', {}, 'Rules that touch it'),
    explained(rules));
}

function explained(rules) {
  if (rules.length === 0) {
    return el('p', {class: 'soft'}, 'There are no rules.');
  }
  return table('Each rule, and why it touches the key or does not', [{name: 'Rule'}, {name: 'Touches it'}, {name: 'Why'}],
    rules.map(rule => [rule.name, rule.applies ? el('span', {class: 'good'}, 'yes') : 'no', rule.reasons.join(' ')]));
}

/** Nested facts as a list of names and texts. */
function details(facts) {
  const nested = value => value !== null && typeof value === 'object' && !Array.isArray(value);
  const entries = Object.entries(facts);
  const plain = entries.filter(([, value]) => !nested(value)).map(([name, value]) => name + ' ' + value);
  return el('div', {}, plain.join(', '),
    entries.filter(([, value]) => nested(value)).map(([name, value]) =>
      el('details', {}, el('summary', {}, name), details(value))));
}

async function providersPage() {
  const providers = await get('/providers');
  const rows = await Promise.all(providers.map(async provider => {
    const path = '/providers/' + part(provider.id);
    const health = provider.is_active ? await get(path + '/health') : null;
    const state = !provider.is_active ? el('span', {class: 'warn'}, 'inactive')
      : health.is_healthy ? el('span', {class: 'good'}, 'well') : el('span', {class: 'bad'}, 'down');
    return [
      provider.name, provider.provider_type, state, health ? millis(health.latency_ms) : null,
      health?.error_message ?? details(health?.details ?? {}),
      careful(provider.is_active ? 'Deactivate' : 'Activate',
        provider.is_active ? 'Yes: its regions will miss' : 'Yes, activate', async () => {
          await change('POST', path + (provider.is_active ? '/deactivate' : '/activate'));
          await providersPage();
        }),
    ];
  }));
  show(
    el('h1', {}, 'Providers'),
    el('section', {}, table('The stores that regions use, asked just now', [
      {name: 'Provider'}, {name: 'Type'}, {name: 'State'}, {name: 'ms', number: true},
      {name: 'What it says, and what to do'}, {name: 'Change'},
    ], rows), button('Ask again', providersPage)));
}

async function rulesPage() {
  const [rules, regions] = await Promise.all([get('/rules'), get('/regions')]);
  const name = el('input', {required: true, autocomplete: 'off'});
  const type = el('select', {}, ['pattern_based', 'event_based', 'time_based', 'composite'].map(each =>
    el('option', {}, each)));
  const pattern = el('input', {placeholder: 'user:{id}*', autocomplete: 'off'});
  const ttl = el('input', {type: 'number', min: 0.001, step: 'any'});
  const events = el('input', {placeholder: 'user.updated, user.deleted', autocomplete: 'off'});
  const region = el('select', {}, regions.map(each => el('option', {}, each.name)));
  const key = el('input', {required: true, placeholder: 'user:123', autocomplete: 'off'});
  const answer = el('div', {'aria-live': 'polite'});
  show(
    el('h1', {}, 'Rules'),
    el('section', {}, rules.length === 0 ? el('p', {}, 'There are no rules yet.')
      : table('What invalidates items, beside their age', [
        {name: 'Rule'}, {name: 'Kind'}, {name: 'Pattern'}, {name: 'Life, s', number: true}, {name: 'Events'},
        {name: 'State'}, {name: 'Change'},
      ], rules.map(rule => [
        rule.name, rule.strategy_type, rule.pattern, rule.ttl, rule.events.join(', '),
        rule.is_active ? el('span', {class: 'good'}, 'active') : el('span', {class: 'warn'}, 'inactive'),
        el('span', {}, button(rule.is_active ? 'Deactivate' : 'Activate', async () => {
          await change('POST', '/rules/' + part(rule.id) + (rule.is_active ? '/deactivate' : '/activate'));
          await rulesPage();
        }), ' ', careful('Delete', 'Yes, delete ' + rule.name, async () => {
          await change('DELETE', '/rules/' + part(rule.id));
          await rulesPage();
        })),
      ]))),
    el('section', {}, el('h2', {}, 'Which rules touch this key, and why?'),
      el('form', {onsubmit: act(async () => {
        const found = await get('/rules/explain/' + part(key.value) + '?region=' + part(region.value));
        answer.replaceChildren(explained(found));
      })}, field('Region', region), field('Key', key), el('button', {class: 'main'}, 'Explain')), answer),
    el('section', {}, el('h2', {}, 'New rule'),
      el('form', {onsubmit: act(async () => {
        const rule = {name: name.value, strategy_type: type.value};
        if (pattern.value) {
          rule.pattern = pattern.value;
        }
        if (ttl.value) {
          rule.ttl = Number(ttl.value);
        }
        if (events.value) {
          rule.events = events.value.split(',').map(each => each.trim());
        }
        await change('POST', '/rules', rule);
        say('Rule ' + name.value + ' is created.');
        await rulesPage();
      })}, field('Name', name), field('Kind', type), field('Pattern', pattern), field('Life, in seconds', ttl),
      field('Events', events), el('button', {class: 'main'}, 'Create'))));
}

function eventsPage() {
  const name = el('input', {required: true, placeholder: 'user.updated', autocomplete: 'off'});
  const payload = el('textarea', {spellcheck: 'false', placeholder: '{"id": 123}'});
  const answer = el('p', {'aria-live': 'polite'});
  show(
    el('h1', {}, 'Events'),
    el('section', {}, el('p', {}, 'Event-based rules remove the items that an event makes invalid.'),
      el('form', {class: 'stack', onsubmit: act(async () => {
        const content = payload.value.trim() === '' ? '{}' : payload.value;
        JSON.parse(content); // says where it is malformed
        const result = JSON.parse(await send('POST', '/events',
          '{"event": ' + JSON.stringify(name.value) + ', "payload": ' + content + '}'));
        answer.textContent = name.value + ' removed ' + whole(result.invalidated_count) + ' items.';
      })}, field('Event', name), field('Payload, as JSON', payload), el('button', {class: 'main'}, 'Publish')),
      answer));
}

async function configurationPage() {
  const now = await get('/configuration');
  const switches = [
    ['enabled', 'Cache at all'], ['use_multi_level', 'Use near caches'],
    ['fallback_on_error', 'Treat a failing store as empty'],
  ];
  const boxes = new Map(switches.map(([name]) =>
    [name, el('input', {type: 'checkbox', id: name, checked: now[name]})]));
  const monitoring = el('input', {type: 'checkbox', id: 'monitoring', checked: now.monitoring_config.enabled});
  const preview = el('div', {'aria-live': 'polite'});
  const changes = () => switches.filter(([name]) => boxes.get(name).checked !== now[name]);
  const onOff = on => on ? 'on' : 'off';
  const showPreview = async () => {
    const lines = changes().map(([name, text]) => [text, onOff(now[name]), onOff(boxes.get(name).checked)]);
    if (monitoring.checked !== now.monitoring_config.enabled) {
      lines.push(['Count what regions do', onOff(now.monitoring_config.enabled), onOff(monitoring.checked)]);
    }
    if (lines.length === 0) {
      preview.replaceChildren(el('p', {}, 'Nothing would change.'));
      return;
    }
    preview.replaceChildren(
      table('What would change', [{name: 'Setting'}, {name: 'Now'}, {name: 'Then'}], lines),
      button('Apply', async () => {
        const body = Object.fromEntries(changes().map(([name]) => [name, boxes.get(name).checked]));
        body.monitoring_config = {enabled: monitoring.checked};
        await change('PUT', '/configuration', body);
        say('The configuration is changed.');
        await configurationPage();
      }, {class: 'main'}));
  };
  show(
    el('h1', {}, 'Configuration'),
    el('section', {}, el('form', {class: 'stack', onsubmit: act(showPreview)},
      switches.map(([name, text]) => el('label', {class: 'check'}, boxes.get(name), text)),
      el('label', {class: 'check'}, monitoring, 'Count what regions do'),
      el('button', {}, 'Show what would change')), preview),
    el('section', {}, el('h2', {}, 'Set at the start'), el('dl', {}, [
      ['Manager', now.id], ['Prefix of keys', now.key_prefix || 'none'],
      ['Hashes instead of keys', now.use_hash_keys ? now.hash_algorithm : 'no'],
    ].flatMap(([name, content]) => [el('dt', {}, name), el('dd', {}, content)]))));
}

async function doctorPage() {
  const {findings} = await get('/doctor');
  show(
    el('h1', {}, 'Doctor'),
    el('section', {}, findings.length === 0 ? el('p', {class: 'good'}, 'Nothing to complain about.')
      : findings.map(finding => el('article', {},
        el('h2', {class: finding.severity === 'error' ? 'bad' : 'warn'},
          (finding.severity === 'error' ? 'Error: ' : 'Warning: ') + finding.what),
        el('dl', {}, el('dt', {}, 'Seen'), el('dd', {}, finding.seen), el('dt', {}, 'To do'), el('dd', {}, finding.todo),
          el('dt', {}, 'More'), el('dd', {}, finding.docs)))),
      button('Look again', doctorPage)));
}

// ---- moving between pages

let stop = () => {};

/** Repeats while the page is shown, and not while the tab is hidden. */
function live(refresh) {
  let ended = false;
  let timer = null;
  const step = async () => {
    if (!document.hidden) {
      try {
        await refresh();
      } catch (e) {
        say(e.message);
      }
    }
    if (!ended) {
      timer = setTimeout(step, 5000);
    }
  };
  stop = () => {
    ended = true;
    clearTimeout(timer);
  };
  return step();
}

const pages = {
  regions: regionsPage, region: regionPage, items: itemsPage, providers: providersPage, rules: rulesPage,
  events: eventsPage, configuration: configurationPage, doctor: doctorPage,
};

async function route() {
  if (location.hash === '#main') {
    document.getElementById('main').focus();
    return;
  }
  stop();
  stop = () => {};
  const [, page = '', argument] = location.hash.split('/');
  const open = pages[page] ? page : 'regions';
  document.querySelectorAll('nav a').forEach(link => {
    const isHere = link.hash === '#/' + open || (open === 'region' && link.hash === '#/regions');
    isHere ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  });
  try {
    await pages[open](argument === undefined ? undefined : decodeURIComponent(argument));
  } catch (e) {
    show(el('h1', {}, 'This page cannot be shown'), el('p', {class: 'bad'}, e.message));
  }
  document.title = (document.querySelector('h1')?.textContent ?? 'Console') + ' – Uno JCache';
}

window.addEventListener('hashchange', async () => {
  await route();
  document.getElementById('main').focus();
});
route();
