// How a pool is, in a level and a sentence. The server says it; a server that does not is read here in the plainest way.

import { fillOf } from './bar.js';
import { counted } from './format.js';

// The worst first.
export const LEVELS = ['CRITICAL', 'WARNING', 'BUSY', 'OK', 'UNUSED'];

const WORDS = { CRITICAL: 'Critical', WARNING: 'Warning', BUSY: 'Busy', OK: 'OK', UNUSED: 'Unused' };

const MARKS = { CRITICAL: '✕', WARNING: '!', BUSY: '●', OK: '✓', UNUSED: '–' };

export function verdictOf(pool) {
	const { level, text } = pool.summary ?? { level: levelOf(pool), text: sentenceOf(pool) };
	return { level, text, word: WORDS[level] ?? level, mark: MARKS[level] ?? '?' };
}

// Calls that got no connection, of the counts of a pool or of its last minute: none in time, refused, none to be opened.
export function unserved({ timeouts, rejected, failed }) {
	return (timeouts ?? 0) + (rejected ?? 0) + (failed ?? 0);
}

export function worstFirst(pools) {
	const rank = (pool) => LEVELS.indexOf(verdictOf(pool).level);
	return Object.entries(pools).sort(([, one], [, other]) => rank(one) - rank(other) || other.pending - one.pending || other.active - one.active);
}

export function busiestHost({ hosts = [], maxConnections }) {
	const empty = { active: 0, idle: 0, connecting: 0, pending: 0, maxConnections };
	return hosts.reduce((busiest, host) => loadOf(host) > loadOf(busiest) ? host : busiest, hosts[0] ?? empty);
}

function loadOf({ active, pending, maxConnections }) {
	return (active + pending) / maxConnections;
}

function levelOf(pool) {
	if (pool.hosts?.some((host) => ['unreachable', 'starved'].includes(fillOf(host)))) {
		return 'CRITICAL';
	}
	if (pool.state !== 'running' || pool.pending > 0) {
		return 'WARNING';
	}
	if (pool.acquired === 0) {
		return 'UNUSED';
	}
	return fillOf(busiestHost(pool)) === 'free' ? 'OK' : 'BUSY';
}

function sentenceOf(pool) {
	const busiest = busiestHost(pool);
	return [
		pool.state === 'running' ? undefined : pool.state,
		pool.acquired === 0 ? 'no call so far' : `${busiest.active} of ${busiest.maxConnections} in use`,
		pool.pending > 0 ? `${pool.pending} waiting` : undefined,
		...(pool.hosts ?? []).filter(({ connectFailures }) => connectFailures)
			.map(({ host, connectFailures }) => `${host} cannot be reached: ${counted(connectFailures.attempts, 'attempt')} failed`)
	].filter(Boolean).join(', ');
}
