/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "bench-peer.h"
#include "diagnostic.h"
#include "interpreter.h"
#include "sample-programs.h"
#include "test.h"

#include <time.h>

/*
 * How long the largest program takes to validate, and how that compares with reading the same bytes with
 * libcbor in the same run, which is the number to watch: it does not depend on the computer. Time never makes
 * this fail.
 */

#define ROUNDS 200
#define BATCHES 15

static EnlistManifest manifest;
static EnlistSlice program;

static bool
validate (void)
{
  return enlist_program_validate (program, ENLIST_ROLE_ASSIST, &manifest, 0, NULL) == ENLIST_OK;
}

static bool
load (void)
{
  return bench_peer_load (program.data, program.size);
}

static double
microseconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return 1e6 * (double) now.tv_sec + 1e-3 * (double) now.tv_nsec;
}

/* Of one call, in the fastest of some batches: what else the computer does only makes it slower. */
static double
measure (bool (*run) (void))
{
  double best = 0;

  for (unsigned batch = 0; batch < BATCHES; batch++)
    {
      double start = microseconds (), took;

      for (unsigned i = 0; i < ROUNDS; i++)
        if (!CHECK (run ()))
          return 0;
      took = (microseconds () - start) / ROUNDS;
      if (batch == 0 || took < best)
        best = took;
    }

  return best;
}

static void
bench_validation (void)
{
  double ours, theirs;

  CHECK_STATUS (enlist_manifest_read (diagnostic_cbor (SAMPLE_MANIFEST), &manifest, NULL), ENLIST_OK);
  program = diagnostic_cbor ("[[7, 64, 65, 67], [9, 64]*80, [24, 65, 5]*40, [1, [0, 67], \"m\"]*20, [14]*100,"
                             " [4, 3, [[3, [[6, \"Mount the sensor\"]*5], [[11]*5]]], [10, 64]], [12]*3]");
  CHECK_NUMBER (enlist_program_count_steps (program), ENLIST_MAX_STEPS);
  ours = measure (validate);
  theirs = measure (load);
  printf ("# validation of %zu bytes, %u steps: %.1f us\n", program.size, ENLIST_MAX_STEPS, ours);
  printf ("# cbor_load() of libcbor: %.1f us, ratio %.2f\n", theirs, ours / theirs);
}

static void
bench_memory (void)
{
  printf ("# bytes: interpreter %zu, field store %zu, reader %zu, manifest %zu\n", sizeof (EnlistInterpreter),
          sizeof (EnlistFieldStore), sizeof (EnlistCborReader), sizeof (EnlistManifest));
}

static const TestCase cases[] = {
  { "/bench/program/validation", bench_validation },
  { "/bench/program/memory", bench_memory },
};

TEST_MAIN (cases)
