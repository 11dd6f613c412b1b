// A small client of the API. What comes from the API is put into the page as text, never as HTML.

const SLOTS_SHOWN_MAX = 600;
const CALLS_SHOWN_MAX = 8;
const EVENTS_SHOWN_MAX = 8;
const EVENTS_PAGE = 200;
const EVENTS_EVERY_MS = 5000;

const NO_SLOTS = {
  closed: 'Closed on these days.',
  blocked: 'Nobody is there on these days.',
  full: 'Everything on these days is taken.',
  too_soon: 'These days are too soon: the service needs more notice.',
  too_late: 'These days are too far ahead for this service.',
};

const $ = id => document.getElementById(id);

function el(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Replaces what is in a part of the page; when the focus was in there, the part takes it. */
function fill(part, ...children) {
  const focused = part.contains(document.activeElement);
  part.replaceChildren(...children);
  if (focused) part.focus();
}

// ---- calls

/** Answers {status, body}; status 0 means that there was no answer. */
async function call(method, path, { body, headers = {}, signal, show = showCall } = {}) {
  const sent = { ...headers };
  if (body) sent['Content-Type'] = 'application/json';
  let answer;
  try {
    const response = await fetch(path, { method, headers: sent, body: body && JSON.stringify(body), signal });
    answer = { status: response.status, body: parsed(await response.text()) };
  } catch {
    answer = { status: 0, body: { detail: 'The service does not answer.' } };
  }
  if (signal?.aborted) return answer;
  show(`${method} ${path.split('?')[0]}`, answer, curl(path, sent, body));
  return answer;
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function curl(path, headers, body) {
  const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;
  const parts = [`curl ${quoted(location.origin + path)}`];
  for (const [name, value] of Object.entries(headers)) {
    parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  }
  if (body) parts.push(`-d ${quoted(JSON.stringify(body))}`);
  return parts.join(' \\\n  ');
}

/** A wish that got no clear answer keeps its key, so that sending it again cannot do it twice. */
const unanswered = new Map();

async function write(path, body, headers = {}) {
  const wish = path + JSON.stringify(body);
  const key = unanswered.get(wish) ?? newKey();
  unanswered.set(wish, key);
  const answer = await call('POST', path, { body, headers: { 'Idempotency-Key': key, ...headers } });
  if (answer.status > 0 && answer.status < 500) unanswered.delete(wish);
  return answer;
}

/** Browsers have randomUUID only on https and on this machine. */
function newKey() {
  return crypto.randomUUID?.()
    ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}

function showCall(title, answer, line) {
  $('calls').prepend(el('li', {}, ...callParts(title, answer, line)));
  while ($('calls').children.length > CALLS_SHOWN_MAX) $('calls').lastChild.remove();
}

function callParts(title, answer, line) {
  const text = el('pre', { textContent: line });
  const copy = el('button', { type: 'button', className: 'copy', textContent: 'Copy' });
  copy.setAttribute('aria-label', `Copy the curl line of ${title}`);
  copy.onclick = async () => {
    try {
      await navigator.clipboard.writeText(line);
      $('said').textContent = 'Copied.';
      copy.textContent = 'Copied';
      setTimeout(() => { copy.textContent = 'Copy'; $('said').textContent = ''; }, 2000);
    } catch {
      getSelection().selectAllChildren(text);
    }
  };
  return [el('div', { className: 'call' }, status(answer), el('b', {}, title), copy), text];
}

function status({ status: code }) {
  const kind = code >= 200 && code < 300 ? 'good' : 'bad';
  return el('span', { className: `status ${kind}` }, String(code || 'none'));
}

// ---- times: the API writes instants with the offset of their zone, so the local time can be read off the text

const dayText = start => new Date(`${start.slice(0, 10)}T12:00Z`).toLocaleDateString('en-GB', {
  weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC',
});
const time = instant => instant.slice(11, 16);
const offset = instant => instant.slice(19).replace(/^\.\d+/, '').replace('Z', '+00:00');
const when = (start, end, zone) =>
  `${dayText(start)}, ${time(start)}–${time(end)}${zone ? ` (${zone})` : ''}`;

function length(duration) {
  const [, hours, minutes] = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(duration) ?? [];
  return [hours && `${hours} h`, minutes && `${minutes} min`].filter(Boolean).join(' ') || duration;
}

function localDate(daysFromNow) {
  const date = new Date();
  date.setDate(date.getDate() + daysFromNow);
  const two = number => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

// ---- 1. find

let looking;
let offered = new Map();
let chosen;

async function showServices() {
  const before = $('service').value;
  const { status: code, body } = await call('GET', '/v1/services?limit=200');
  if (code !== 200) {
    $('found').textContent = sentence(body);
    return;
  }
  $('service').replaceChildren(...body.items.map(service =>
    el('option', { value: service.id }, `${service.name}, ${length(service.duration)}`)));
  if (body.items.some(({ id }) => id === before)) $('service').value = before;
  if (body.items.length) await showSlots();
  else $('found').textContent = 'There is no service yet. The API reference says how to make one.';
}

async function showSlots() {
  looking?.abort();
  choose(undefined);
  $('to').min = $('from').value;
  if (!$('service').value || !$('from').value || !$('to').value) return;
  looking = new AbortController();
  const { signal } = looking;
  const query = new URLSearchParams({ service: $('service').value, from: $('from').value, to: $('to').value });
  if ($('zone').value) query.set('timeZone', $('zone').value);
  $('slots').setAttribute('aria-busy', 'true');
  const { status: code, body } = await call('GET', `/v1/slots?${query}`, { signal });
  if (signal.aborted) return;
  $('slots').removeAttribute('aria-busy');
  const slots = code === 200 ? body.slots : [];
  offered = new Map(slots.map(slot => [slot.start, { ...slot, service: body.service, timeZone: body.timeZone }]));
  fill($('slots'), ...days(slots.slice(0, SLOTS_SHOWN_MAX)));
  $('slots').scrollTop = 0;
  $('found').textContent = code === 200 ? foundText(body) : sentence(body);
}

function foundText({ slots, timeZone, empty }) {
  if (!slots.length) return `${NO_SLOTS[empty] ?? 'No free time on these days.'} (${timeZone})`;
  const shown = slots.length > SLOTS_SHOWN_MAX ? `; the first ${SLOTS_SHOWN_MAX} are shown` : '';
  return `${slots.length} free ${slots.length > 1 ? 'times' : 'time'} in ${timeZone}${shown}.`;
}

/** Radio buttons: one stop for the Tab key, the arrow keys go from time to time. */
function days(slots) {
  const byDay = new Map();
  for (const slot of slots) {
    const day = slot.start.slice(0, 10);
    byDay.set(day, [...byDay.get(day) ?? [], slot]);
  }
  return [...byDay.values()].map(ofDay => {
    const clocksChange = ofDay.some(slot => offset(slot.start) !== offset(ofDay[0].start));
    return el('fieldset', {}, el('legend', {}, dayText(ofDay[0].start)), ...ofDay.map(slot =>
      el('label', { title: `until ${time(slot.end)}, ${slot.free} free: ${slot.resources.join(', ')}` },
        el('input', { type: 'radio', name: 'slot', value: slot.start }),
        el('span', {}, time(slot.start) + (clocksChange ? ` ${offset(slot.start)}` : '')))));
  });
}

function choose(slot) {
  chosen = slot;
  $('choice').textContent = slot
    ? `${when(slot.start, slot.end, slot.timeZone)}, free: ${slot.resources.join(', ')}`
    : 'Choose a time above.';
}

// ---- 2. book, move, cancel

let busy = false;

function book(service, start) {
  const email = $('email').value.trim();
  const attendee = { name: $('name').value.trim(), ...(email && { email }) };
  attempt(at => write('/v1/bookings', { service, start: at, attendees: [attendee] }), start, 'Booked');
}

function move(booking, start) {
  attempt(at => write(`/v1/bookings/${booking.id}/reschedule`, { start: at }, seen(booking)), start, 'Moved', booking);
}

function cancel(booking) {
  attempt(() => write(`/v1/bookings/${booking.id}/cancel`, {}, seen(booking)), booking.start, 'Cancelled', booking);
}

const seen = booking => ({ 'If-Match': `"${booking.version}"` });

async function attempt(send, start, done, booking) {
  if (busy) return;
  busy = true;
  const answer = await send(start);
  busy = false;
  if (answer.status >= 200 && answer.status < 300) {
    tell(answer, `${done}: ${when(answer.body.start, answer.body.end, answer.body.timeZone)}`);
    showBooking(answer.body);
  } else {
    refuse(answer, start, alternative => attempt(send, alternative, done, booking));
    if (answer.status === 412) {
      const current = await call('GET', `/v1/bookings/${booking.id}`);
      if (current.status === 200) showBooking(current.body);
    }
  }
  await Promise.all([showSlots(), showEvents()]);
}

function tell(answer, text, ...more) {
  fill($('answer'), el('p', {}, status(answer), ' ', text), ...more);
}

function refuse(answer, start, again) {
  const { alternatives = [] } = answer.body;
  const code = answer.body.code ? `${answer.body.code}. ` : '';
  const buttons = alternatives.map(free =>
    el('button', { type: 'button', onclick: () => again(free.start) }, when(free.start, free.end)));
  const notClear = answer.status === 0 || answer.status >= 500;
  if (notClear) buttons.push(el('button', { type: 'button', onclick: () => again(start) }, 'Send it again'));
  tell(answer, code + sentence(answer.body),
    ...alternatives.length ? [el('p', {}, 'Free instead:')] : [],
    ...buttons.length ? [el('p', { className: 'actions' }, ...buttons)] : []);
}

function sentence({ detail, title, errors = [] }) {
  return errors.length > 1
    ? errors.map(error => `${error.pointer}: ${error.detail}`).join(' ')
    : detail ?? title ?? 'The service gave an answer that this page does not understand.';
}

function showBooking(booking) {
  const rows = {
    Status: booking.status,
    When: when(booking.start, booking.end, booking.timeZone),
    With: booking.resources.map(({ role, id }) => `${id} (${role})`).join(', '),
    Id: booking.id,
    Version: booking.version,
  };
  const moveIt = el('button', { type: 'button' }, 'Move it to the chosen time');
  moveIt.onclick = () => {
    if (chosen?.service === booking.service) move(booking, chosen.start);
    else $('said').textContent = $('choice').textContent = `Choose another time of ${booking.service} above first.`;
  };
  const cancelIt = el('button', { type: 'button', onclick: () => cancel(booking) }, 'Cancel it');
  fill($('booking'),
    el('h3', {}, 'Your booking'),
    el('dl', {}, ...Object.entries(rows).flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, String(value))])),
    ...['pending', 'confirmed'].includes(booking.status)
      ? [el('p', { className: 'actions' }, moveIt, cancelIt)]
      : []);
}

// ---- events

let after;
let latest = [];
let reading = Promise.resolve();

/** One read at a time, so that none is shown twice. */
function showEvents() {
  return reading = reading.then(readEvents);
}

async function readEvents() {
  if (after === undefined) {
    const { status: code, body } = await theEnd();
    if (code !== 200) {
      $('log').textContent = sentence(body);
      return;
    }
    after = Math.max(0, Number(body.next) - EVENTS_PAGE / 2);
  }
  for (let more = true; more;) {
    let parts;
    const show = (...all) => { parts = callParts(...all); };
    const { status: code, body } = await call('GET', `/v1/events?after=${after}&limit=${EVENTS_PAGE}`, { show });
    if (code !== 200) {
      $('log').textContent = sentence(body);
      return;
    }
    after = body.next;
    more = body.items.length === EVENTS_PAGE;
    if (body.items.length) {
      latest = [...latest, ...body.items].slice(-EVENTS_SHOWN_MAX);
      $('events').replaceChildren(...latest.slice().reverse().map(eventLine));
      $('events-call').replaceChildren(...parts);
    }
  }
  $('log').textContent = 'Every change is an event in one ordered log; the newest is on top.';
}

const theEnd = () => call('GET', '/v1/events?after=end', { show: () => {} });

function eventLine({ sequence, type, time: at, subject, data = {} }) {
  const what = data.start ? `${data.service} ${data.start.slice(0, 16).replace('T', ' ')}` : subject;
  return el('li', {},
    el('span', { className: 'dim' }, `#${sequence}`),
    el('b', {}, type),
    el('time', { dateTime: at, className: 'dim' }, new Date(at).toLocaleTimeString('en-GB')),
    el('span', { className: 'what', title: subject }, what));
}

// ---- start

$('from').value = localDate(2);
$('to').value = localDate(8);
const { timeZone: here } = Intl.DateTimeFormat().resolvedOptions();
if (here) $('zone').append(el('option', { value: here }, `${here} (yours)`));

$('find').onsubmit = event => event.preventDefault();
$('slots').onsubmit = event => event.preventDefault();
$('find').onchange = () => {
  if ($('to').value < $('from').value) $('to').value = $('from').value;
  $('service').value ? showSlots() : showServices();
};
$('slots').onchange = event => choose(offered.get(event.target.value));
$('book').onsubmit = event => {
  event.preventDefault();
  if (chosen) book(chosen.service, chosen.start);
  else fill($('answer'), el('p', {}, 'Choose a time first.'));
};

showServices();
showEvents();
setInterval(() => {
  if (!document.hidden) showEvents();
}, EVENTS_EVERY_MS);
