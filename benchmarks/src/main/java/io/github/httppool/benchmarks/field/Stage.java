package io.github.httppool.benchmarks.field;

import io.github.httppool.benchmarks.harness.Options;

/**
 * What a side of an experiment has at hand.
 *
 * @param side whose turn it is
 * @param upstream the server that it calls, which nobody else uses
 * @param recorder takes what is measured
 * @param options what was asked for on the command line
 */
record Stage(Side side, FieldUpstream upstream, Recorder recorder, Options options) {

}
