/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "test.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>

#define MAX_REPORTS 20 /* of one case; a loop that fails every round says nothing new */

typedef struct _Memory Memory;
struct _Memory {
  Memory *next;
  void *data;
};

static unsigned failures;
static char context[256];
static Memory *memories;

static bool fail (const char *file, int line, const char *format, ...)
    __attribute__ ((format (printf, 3, 4)));

static bool
fail (const char *file,
      int         line,
      const char *format,
      ...)
{
  va_list arguments;

  if (++failures > MAX_REPORTS)
    return false;

  printf ("# %s:%d: ", file, line);
  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
  printf ("%s%s\n", context[0] != '\0' ? " -- " : "", context);

  return false;
}

static void
free_memories (void)
{
  while (memories != NULL)
    {
      Memory *next = memories->next;

      free (memories->data);
      free (memories);
      memories = next;
    }
}

static bool
is_wanted (int          argc,
           char       **argv,
           const char  *name)
{
  for (int i = 1; i < argc; i++)
    {
      if (strcmp (argv[i], name) == 0)
        return true;
    }

  return argc < 2;
}

int
test_run (int              argc,
          char           **argv,
          const TestCase  *cases,
          size_t           n_cases)
{
  unsigned run = 0, failed = 0;

  setvbuf (stdout, NULL, _IOLBF, 0);

  for (size_t i = 0; i < n_cases; i++)
    {
      if (!is_wanted (argc, argv, cases[i].name))
        continue;

      failures = 0;
      context[0] = '\0';
      cases[i].run ();
      free_memories ();
      printf ("%sok %u %s\n", failures > 0 ? "not " : "", ++run, cases[i].name);
      failed += failures > 0;
    }
  printf ("1..%u\n", run);

  return failed > 0 || run == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

bool
test_check (bool        held,
            const char *file,
            int         line,
            const char *what)
{
  return held || fail (file, line, "%s", what);
}

bool
test_check_status (EnlistStatus  actual,
                   EnlistStatus  expected,
                   const char   *file,
                   int           line,
                   const char   *what)
{
  return actual == expected
         || fail (file, line, "%s: %s instead of %s", what, enlist_status_name (actual),
                  enlist_status_name (expected));
}

bool
test_check_number (uint64_t    actual,
                   uint64_t    expected,
                   const char *file,
                   int         line,
                   const char *what)
{
  return actual == expected
         || fail (file, line, "%s: %llu instead of %llu", what, (unsigned long long) actual,
                  (unsigned long long) expected);
}

/* Sixteen bytes a row, from the first row that differs */
static void
dump (const char  *title,
      EnlistSlice  slice,
      size_t       start)
{
  printf ("#   %s, %zu bytes:\n", title, slice.size);
  for (size_t row = start; row < slice.size && row < start + 64; row += 16)
    {
      printf ("#   %06zx ", row);
      for (size_t i = row; i < slice.size && i < row + 16; i++)
        printf (" %02x", slice.data[i]);
      printf ("\n");
    }
}

bool
test_check_bytes (EnlistSlice  actual,
                  EnlistSlice  expected,
                  const char  *file,
                  int          line,
                  const char  *what)
{
  size_t same = 0;

  if (enlist_slice_equal (actual, expected))
    return true;

  while (same < actual.size && same < expected.size && actual.data[same] == expected.data[same])
    same++;

  fail (file, line, "%s: differs at byte %zu", what, same);
  if (failures <= MAX_REPORTS)
    {
      dump ("actual", actual, same & ~(size_t) 15);
      dump ("expected", expected, same & ~(size_t) 15);
    }

  return false;
}

bool
test_check_text (const char *actual,
                 const char *expected,
                 const char *file,
                 int         line,
                 const char *what)
{
  return strcmp (actual, expected) == 0
         || fail (file, line, "%s: \"%s\" instead of \"%s\"", what, actual, expected);
}

void
test_context (const char *format,
              ...)
{
  va_list arguments;

  va_start (arguments, format);
  vsnprintf (context, sizeof context, format, arguments);
  va_end (arguments);
}

void *
test_memory (size_t size)
{
  Memory *memory = malloc (sizeof *memory);

  if (memory == NULL)
    abort ();
  memory->data = malloc (size);
  if (memory->data == NULL && size > 0)
    abort ();
  memory->next = memories;
  memories = memory;

  return memory->data;
}

EnlistSlice
test_exact (EnlistSlice slice)
{
  void *data = test_memory (slice.size);

  if (slice.size > 0)
    memcpy (data, slice.data, slice.size);

  return enlist_slice (data, slice.size);
}

EnlistSlice
test_hex (const char *hex)
{
  size_t size = strlen (hex) / 2;
  uint8_t *data = test_memory (size);

  if (strlen (hex) % 2 != 0)
    fail (__FILE__, __LINE__, "odd hexadecimal digits: %s", hex);

  for (size_t i = 0; i < size; i++)
    {
      char digits[3] = { hex[2 * i], hex[2 * i + 1], '\0' };
      char *end;

      data[i] = (uint8_t) strtoul (digits, &end, 16);
      if (end != digits + 2)
        fail (__FILE__, __LINE__, "not hexadecimal: %s", hex);
    }

  return enlist_slice (data, size);
}

EnlistStatus
test_status (const char *name)
{
  for (unsigned number = 0; number < 256; number++)
    {
      if (strcmp (name, enlist_status_name ((EnlistStatus) number)) == 0 && strcmp (name, "unknown") != 0)
        return (EnlistStatus) number;
    }
  fail (__FILE__, __LINE__, "no such status: %s", name);

  return ENLIST_E_FAILED;
}

uint64_t
test_random (TestRandom *random)
{
  uint64_t value = random->state += UINT64_C (0x9e3779b97f4a7c15);

  value = (value ^ (value >> 30)) * UINT64_C (0xbf58476d1ce4e5b9);
  value = (value ^ (value >> 27)) * UINT64_C (0x94d049bb133111eb);

  return value ^ (value >> 31);
}

unsigned
test_random_below (TestRandom *random,
                   unsigned    limit)
{
  return (unsigned) (test_random (random) % limit);
}

void
test_random_fill (TestRandom *random,
                  void       *data,
                  size_t      size)
{
  uint8_t *bytes = data;

  for (size_t i = 0; i < size; i++)
    bytes[i] = (uint8_t) test_random (random);
}

bool
test_vectors_open (TestVectors *vectors,
                   const char  *name)
{
  const char *folder = getenv ("ENLIST_TEST_VECTORS");
  char path[4096];

  vectors->name = name;
  vectors->line_number = 0;
  snprintf (path, sizeof path, "%s/%s", folder != NULL ? folder : "tests/vectors", name);
  vectors->file = fopen (path, "r");

  return vectors->file != NULL || fail (__FILE__, __LINE__, "cannot open %s", path);
}

/* @field without white space or quotes around it, terminated in place */
static const char *
trim_field (char *field)
{
  char *end = field + strlen (field);

  while (end > field && isspace ((unsigned char) end[-1]))
    end--;
  while (field < end && isspace ((unsigned char) *field))
    field++;
  if (end - field >= 2 && *field == '"' && end[-1] == '"')
    field++, end--;
  *end = '\0';

  return field;
}

static void
split_line (TestVectors *vectors)
{
  char *rest = vectors->line;

  vectors->n_fields = 0;
  while (rest != NULL && vectors->n_fields < TEST_VECTOR_FIELDS)
    {
      char *field = rest;

      rest = strchr (rest, ';');
      if (rest != NULL)
        *rest++ = '\0';
      vectors->fields[vectors->n_fields++] = trim_field (field);
    }
}

bool
test_vectors_next (TestVectors *vectors,
                   size_t       n_fields)
{
  while (fgets (vectors->line, sizeof vectors->line, vectors->file) != NULL)
    {
      vectors->line_number++;
      if (vectors->line[strspn (vectors->line, " \t\r\n")] == '\0' || vectors->line[0] == '#')
        continue;

      split_line (vectors);
      test_context ("%s:%u", vectors->name, vectors->line_number);
      if (vectors->n_fields >= n_fields)
        return true;
      fail (__FILE__, __LINE__, "a vector has %zu fields, not %zu", vectors->n_fields, n_fields);
    }

  if (vectors->line_number == 0)
    fail (__FILE__, __LINE__, "no vectors in %s", vectors->name);
  fclose (vectors->file);
  vectors->file = NULL;
  test_context ("%s", "");

  return false;
}
