// k6: ramps to a constant arrival rate and holds it, three events to one quota check.
//
//   k6 run infra/load-test/load.js                        1,000 requests/s, P99 at most 200 ms
//   k6 run -e P99=10 -e RATE=2000 infra/load-test/load.js
//
// It wants FLAGMETER_ADMIN_KEY, or a key with the scopes ingest and read in its place: ./flagmeter up prints one.
//
// An open model: requests come when they are due, whether or not earlier ones were answered, so a slow server cannot
// hide behind slow clients. What could not be sent in time is counted too (dropped_iterations) and fails the run.
import http from 'k6/http';
import { check, sleep } from 'k6';
import exec from 'k6/execution';

const url = __ENV.URL || 'http://localhost:8080';
const key = { Authorization: `Bearer ${__ENV.FLAGMETER_ADMIN_KEY || ''}` };
const rate = number('RATE', 1000);
const p99 = number('P99', 200);
const tenants = number('TENANTS', 50);
const features = ['gpt-4-turbo', 'embedding', 'rerank'];

// Not there yet is no failure while the warm-up waits.
const counted = { headers: key, responseCallback: http.expectedStatuses(200, 404) };

function number(name, fallback) {
  const value = Number(__ENV[name] || fallback);
  if (!(value > 0)) {
    throw new Error(`${name} must be a number above 0, it is '${__ENV[name]}'`);
  }
  return value;
}

export const options = {
  discardResponseBodies: true,
  scenarios: {
    mixed: {
      executor: 'ramping-arrival-rate',
      startRate: Math.ceil(rate / 10),
      timeUnit: '1s',
      // Made before the start: one made while requests are due comes too late for them.
      preAllocatedVUs: 300,
      maxVUs: 500,
      stages: [
        { duration: __ENV.RAMP || '10s', target: rate },
        { duration: __ENV.HOLD || '1m', target: rate },
      ],
    },
  },
  thresholds: {
    checks: ['rate>0.999'],
    http_req_failed: ['rate<0.001'],
    http_req_duration: [`p(99)<=${p99}`],
    dropped_iterations: [`count<=${Math.floor(rate / 100)}`],
  },
  summaryTrendStats: ['avg', 'med', 'p(95)', 'p(99)', 'max'],
};

// Every tenant exists before it is asked for, else the first checks would rightly say 404. What is returned here goes to
// all virtual users: ids and tenants of their own for every run, or a second one would count nothing.
export function setup() {
  const run = Date.now().toString(36);
  const events = Array.from({ length: tenants }, (_, i) => event(run, i, `warm-up-${i}`));
  const answer = http.post(`${url}/events/batch`, JSON.stringify(events), json('POST /events/batch'));
  if (answer.status !== 200) {
    throw new Error(`${url} takes no events (status ${answer.status}); start it with ./flagmeter up --detach`);
  }
  for (let left = 100; http.get(`${url}/usage/${tenant(run, tenants - 1)}`, counted).status !== 200; left--) {
    if (left === 0) {
      throw new Error('the events of the warm-up were not counted; does the worker run?');
    }
    sleep(0.1);
  }
  return run;
}

export default function (run) {
  const one = Math.floor(Math.random() * tenants);
  if (Math.random() < 0.25) {
    const answer = http.get(`${url}/usage/${tenant(run, one)}`, { headers: key, tags: { name: 'GET /usage/{tenant}' } });
    check(answer, { 'usage is answered': (it) => it.status === 200 });
    return;
  }
  const body = JSON.stringify(event(run, one, exec.scenario.iterationInTest));
  check(http.post(`${url}/events`, body, json('POST /events')), { 'event is accepted': (it) => it.status === 200 });
}

function json(name) {
  return { headers: { ...key, 'Content-Type': 'application/json' }, tags: { name } };
}

function tenant(run, i) {
  return `k6-${run}-${i}`;
}

function event(run, i, id) {
  return {
    id: `${run}-${id}`,
    tenant: tenant(run, i),
    feature: features[Math.floor(Math.random() * features.length)],
    tokens: 1 + Math.floor(Math.random() * 4000),
  };
}
