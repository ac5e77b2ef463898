/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"
#include "status.h"

#include <stdio.h>

/*
 * A small harness that speaks the Test Anything Protocol and needs the C library only, as the code under test
 * does.
 *
 *   static void test_something (void) { CHECK (1 + 1 == 2); }
 *   static const TestCase cases[] = { { "/wire/example/1-something", test_something } };
 *   TEST_MAIN (cases)
 *
 * A check that fails marks its case and goes on; it answers whether it held, for where going on makes no
 * sense: `if (!CHECK (...)) return;`. Arguments of the program name cases to run, all of them without.
 */

typedef struct {
  const char *name; /* with the clause of the specification that it holds to */
  void (*run) (void);
} TestCase;

int test_run (int argc, char **argv, const TestCase *cases, size_t n_cases);

#define TEST_MAIN(cases)                                                     \
  int                                                                        \
  main (int argc, char **argv)                                               \
  {                                                                          \
    return test_run (argc, argv, cases, sizeof (cases) / sizeof (cases)[0]); \
  }

#define CHECK(condition) test_check ((condition), __FILE__, __LINE__, #condition)
#define CHECK_STATUS(actual, expected) test_check_status ((actual), (expected), __FILE__, __LINE__, #actual)
#define CHECK_NUMBER(actual, expected) \
  test_check_number ((uint64_t) (actual), (uint64_t) (expected), __FILE__, __LINE__, #actual)
#define CHECK_BYTES(actual, expected) test_check_bytes ((actual), (expected), __FILE__, __LINE__, #actual)
#define CHECK_TEXT(actual, expected) test_check_text ((actual), (expected), __FILE__, __LINE__, #actual)

bool test_check        (bool held, const char *file, int line, const char *what);
bool test_check_status (EnlistStatus actual, EnlistStatus expected, const char *file, int line,
                        const char *what);
bool test_check_number (uint64_t actual, uint64_t expected, const char *file, int line, const char *what);
bool test_check_bytes  (EnlistSlice actual, EnlistSlice expected, const char *file, int line,
                        const char *what);
bool test_check_text   (const char *actual, const char *expected, const char *file, int line,
                        const char *what);

/* Said with every failure until the end of the case or the next call: which vector, which round. */
void test_context (const char *format, ...) __attribute__ ((format (printf, 1, 2)));

/*
 * Memory of exactly @size bytes, so that AddressSanitizer sees the first byte too many; gone at the end of
 * the case.
 */
void *test_memory (size_t size);

/* A copy in such memory */
EnlistSlice test_exact (EnlistSlice slice);

/* Bytes from hexadecimal digits, in such memory; anything else fails the case. */
EnlistSlice test_hex (const char *hex);

/* The number of a name in the registry of statuses, "ok" among them; anything else fails the case. */
EnlistStatus test_status (const char *name);

/* A sequence that is the same everywhere for the same seed (SplitMix64) */
typedef struct {
  uint64_t state;
} TestRandom;

uint64_t test_random       (TestRandom *random);
unsigned test_random_below (TestRandom *random, unsigned limit);
void     test_random_fill  (TestRandom *random, void *data, size_t size);

/**
 * TestVectors:
 *
 * A file in tests/vectors: a line is a vector, its fields are separated by `;` with white space around them
 * that does not count unless the field stands in double quotes; empty lines and lines that begin with `#`
 * say nothing. The environment variable ENLIST_TEST_VECTORS names the folder.
 */
#define TEST_VECTOR_FIELDS 24

typedef struct {
  FILE *file;
  const char *name;
  unsigned line_number;
  char line[65536];
  const char *fields[TEST_VECTOR_FIELDS]; /* valid until the next vector */
  size_t n_fields;
} TestVectors;

/* Fails the case when the file is not there. */
bool test_vectors_open (TestVectors *vectors, const char *name);

/*
 * False at the end, where the file is closed and an empty file fails the case. A vector has at least
 * @n_fields.
 */
bool test_vectors_next (TestVectors *vectors, size_t n_fields);
