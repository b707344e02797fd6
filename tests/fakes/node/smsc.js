// A message centre on the codec of npm's `smpp`, which shares nothing with ours. It prints the port
// of its control, over HTTP, and takes wishes there:
//
//     POST /_port      {}                                    where it speaks SMPP
//     POST /_messages  {}                                    the parts it took, as an array
//     POST /_seen      {}                                    the texts it was asked to take
//     POST /_state     {}                                    links, what it saw of them
//     POST /_fault     {"kind": "refuse", "status": 88, "times": 1}
//                      {"kind": "slow", "ms": 300}           answers late
//                      {"kind": "silent"}                    takes it, says nothing
//                      {"kind": "cut"}                       takes it, and hangs up
//                      {"kind": "garbage"}  {"kind": "endless"}  {"kind": "huge"}  {"kind": "half"}
//                      {"kind": "echo"}                      calls a message by all that it holds
//                      {"kind": "deaf"}                      answers nothing at all
//                      {"kind": "none"}                      ends the fault
//     POST /_receipt   {"id": "…", "stat": "DELIVRD", "form": "text" | "tlv" | "both"}
//     POST /_hang_up   {}                                    cuts every link
//
// Every refusal quotes the whole message in `additional_status_info_text`.

'use strict';

const http = require('http');
const fs = require('fs');
const smpp = require('smpp');

const [, , key, cert] = process.argv;
const sessions = new Set();
const messages = [];
const seen = [];
const state = { binds: 0, refused: 0, unbinds: 0, enquiries: 0, inFlight: 0, most: 0, submits: 0 };
let fault = { kind: 'none' };
let last = 0;

function listener(session) {
  sessions.add(session);
  session.on('error', () => {});
  session.on('close', () => {
    sessions.delete(session);
    if (session.flying) state.inFlight -= session.flying;
  });
  for (const kind of ['bind_transceiver', 'bind_transmitter']) {
    session.on(kind, (pdu) => bind(session, pdu));
  }
  session.on('enquire_link', (pdu) => {
    state.enquiries += 1;
    if (fault.kind !== 'deaf') session.send(pdu.response());
  });
  session.on('unbind', (pdu) => {
    state.unbinds += 1;
    session.send(pdu.response());
    session.close();
  });
  session.on('submit_sm', (pdu) => submit(session, pdu));
}

function bind(session, pdu) {
  if (fault.kind === 'deaf') return;
  const known = pdu.system_id === 'cleat' && pdu.password === 'p4ssw0rd';
  if (!known) {
    state.refused += 1;
    session.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }));
    return session.close();
  }
  state.binds += 1;
  session.bound = pdu.command;
  session.send(pdu.response({ system_id: 'fake' }));
}

function text(pdu) {
  const carried = pdu.message_payload || pdu.short_message;
  return carried && carried.message !== undefined ? carried.message : String(carried);
}

function submit(session, pdu) {
  state.submits += 1;
  seen.push(text(pdu));
  session.flying = (session.flying || 0) + 1;
  state.inFlight += 1;
  state.most = Math.max(state.most, state.inFlight);
  const done = () => {
    session.flying -= 1;
    state.inFlight -= 1;
  };
  const all = [pdu.destination_addr, text(pdu), pdu.source_addr].join(' ');
  if (fault.kind === 'refuse' && (fault.times === undefined || fault.times > 0)) {
    if (fault.times !== undefined) fault.times -= 1;
    done();
    const refusal = pdu.response({ command_status: fault.status });
    refusal.additional_status_info_text = all;
    refusal.message_id = all.slice(0, 60);
    return session.send(refusal);
  }
  last += 1;
  const id = fault.kind === 'echo' ? pdu.destination_addr + text(pdu).replace(/\D/g, '') : named(last);
  const udh = (pdu.short_message && pdu.short_message.udh) || [];
  messages.push({
    id,
    to: pdu.destination_addr,
    from: pdu.source_addr,
    text: text(pdu),
    udh: udh.map((one) => one.toString('hex')),
    sar: [pdu.sar_msg_ref_num, pdu.sar_total_segments, pdu.sar_segment_seqnum],
    payload: pdu.message_payload !== undefined,
    coding: pdu.data_coding,
    esm: pdu.esm_class,
    registered: pdu.registered_delivery,
    validity: pdu.validity_period,
    types: [pdu.source_addr_ton, pdu.source_addr_npi, pdu.dest_addr_ton, pdu.dest_addr_npi],
    service: pdu.service_type,
  });
  const answer = () => {
    done();
    session.send(pdu.response({ message_id: id }));
  };
  const socket = session.socket;
  switch (fault.kind) {
    case 'silent':
    case 'deaf':
      return undefined;
    case 'cut':
      return socket.destroy();
    case 'garbage':
      return socket.write('HTTP/1.1 400 Bad Request\r\n\r\n' + all);
    case 'huge':
      return socket.write(Buffer.from([0x7f, 0xff, 0xff, 0xff, 0x80, 0, 0, 4]));
    case 'half':
      return socket.write(Buffer.from([0, 0, 0, 0x20, 0x80, 0, 0, 4, 0, 0]), () => socket.end());
    case 'endless':
      return babble(session);
    case 'slow':
      return setTimeout(answer, fault.ms);
    default:
      return answer();
  }
}

// Ids in hex with zeros before them, as some carriers write them.
function named(number) {
  return (0xc0ffee00 + number).toString(16).toUpperCase().padStart(12, '0');
}

function babble(session) {
  if (fault.kind !== 'endless' || session.socket.destroyed) return;
  for (let n = 0; n < 50; n += 1) session.deliver_sm({ source_addr: '1', short_message: 'x'.repeat(200) });
  setTimeout(() => babble(session), 1);
}

function receipt(wish) {
  const session = [...sessions].find((one) => one.bound === 'bind_transceiver');
  if (!session) return Promise.resolve({ status: -1 });
  const states = { ENROUTE: 1, DELIVRD: 2, EXPIRED: 3, UNDELIV: 5, ACCEPTD: 6, REJECTD: 8 };
  const told = { esm_class: wish.esm === undefined ? 4 : wish.esm, source_addr: wish.to || '', destination_addr: 'x' };
  if (wish.form !== 'tlv') {
    told.short_message =
      `id:${wish.id} sub:001 dlvrd:001 submit date:2611291200 done date:2611291201 ` +
      `stat:${wish.stat} err:${wish.err || '000'} text:id:1 stat:UNDELIV`;
  }
  if (wish.form !== 'text') {
    told.receipted_message_id = wish.id;
    told.message_state = states[wish.stat];
  }
  return new Promise((done) => {
    session.deliver_sm(told, (answer) => done({ status: answer.command_status }));
    setTimeout(() => done({ status: -2 }), 8000);
  });
}

async function wish(path, asked) {
  switch (path) {
    case '/_port':
      return { port: centre.address().port };
    case '/_messages':
      return messages;
    case '/_seen':
      return seen;
    case '/_state':
      return { ...state, links: sessions.size, kinds: [...sessions].map((one) => one.bound) };
    case '/_fault':
      fault = asked;
      return {};
    case '/_receipt':
      return receipt(asked);
    case '/_hang_up':
      for (const session of sessions) session.socket.destroy();
      return {};
    default:
      return {};
  }
}

const options = key ? { key: fs.readFileSync(key), cert: fs.readFileSync(cert) } : {};
const centre = smpp.createServer(options, listener);
centre.listen(0, '127.0.0.1');
const control = http.createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', async () => {
    const told = await wish(request.url, body ? JSON.parse(body) : {});
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(told));
  });
});
control.listen(0, '127.0.0.1', () => console.log(control.address().port));
// It ends with whoever started it.
process.stdin.on('end', () => process.exit(0)).resume();
