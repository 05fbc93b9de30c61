// Why connections are closed, in words, and how bad each reason is: part of every pool's life, worth a look, or a call
// that failed.

const REASONS = {
	IDLE_TIMEOUT: ['ordinary', 'idle for longer than max-idle-time'],
	MAX_LIFETIME: ['ordinary', 'older than max-life-time'],
	MAX_REQUESTS: ['ordinary', 'served as many requests as allowed'],
	KEEP_ALIVE_HINT: ['ordinary', 'before the server closes it, as its header says'],
	KEEP_ALIVE_LEARNED: ['ordinary', 'before the server closes it, as learned'],
	EVICTED: ['ordinary', 'closed on request, or not needed any more'],
	SHRUNK: ['ordinary', 'the limit was lowered'],
	DRAINED: ['ordinary', 'the pool was taken out of use'],
	STOLEN: ['notable', 'gave its slot or file descriptor to another call'],
	NOT_PERSISTENT: ['notable', 'request or answer said Connection: close'],
	SERVER_CLOSED_IDLE: ['notable', 'closed by the server while idle'],
	CLIENT_CANCELLED: ['notable', 'the caller gave up'],
	SERVER_CLOSED_BEFORE_RESPONSE: ['failure', 'closed by the server before it answered'],
	SERVER_CLOSED_MID_RESPONSE: ['failure', 'closed by the server within an answer'],
	TIMEOUT: ['failure', 'TLS handshake, answer or body took too long'],
	LEAK_RECLAIMED: ['failure', 'taken back from a call that lost its response'],
	ABORTED: ['failure', 'a call did not end before shutdown'],
	ERROR: ['failure', 'an error of the connection itself']
};

const LEVELS = { failure: 'CRITICAL', notable: 'WARNING' };

export function closeReason(name) {
	const [weight, text] = REASONS[name] ?? ['notable', ''];
	return { level: LEVELS[weight], text };
}

// The level of the reason that a sentence names.
export function closeLevelIn(sentence) {
	const name = (sentence ?? '').split(/\W+/).find((word) => Object.hasOwn(REASONS, word));
	return name && closeReason(name).level;
}
