/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * As much of GLib as the vectors of tests/conformance use, for targets that have only a C library. Names,
 * ownership and meaning are GLib's. What fails ends the program.
 */

typedef int64_t gint64;
typedef uint64_t guint64;
typedef unsigned guint;
typedef int gboolean;
typedef size_t gsize;
typedef void *gpointer;
typedef const void *gconstpointer;

#define FALSE 0
#define TRUE 1
/* newlib may leave these out. */
#ifdef PRId64
#define G_GINT64_FORMAT PRId64
#define G_GUINT64_FORMAT PRIu64
#else
#define G_GINT64_FORMAT "lld"
#define G_GUINT64_FORMAT "llu"
#endif
#define G_N_ELEMENTS(array) (sizeof (array) / sizeof (array)[0])
#ifndef MIN
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#endif

typedef void (*GDestroyNotify) (gpointer data);

_Noreturn void subset_fail (const char *file, int line, const char *what);

#define g_assert_true(condition) \
  do { if (!(condition)) subset_fail (__FILE__, __LINE__, #condition); } while (0)
#define g_assert_false(condition) g_assert_true (!(condition))
#define g_assert_nonnull(pointer) g_assert_true ((pointer) != NULL)
#define g_assert_cmpint(a, operator, b) g_assert_true ((int64_t) (a) operator (int64_t) (b))
#define g_assert_cmpuint(a, operator, b) g_assert_true ((uint64_t) (a) operator (uint64_t) (b))
#define g_assert_cmpmem(a, a_size, b, b_size) \
  g_assert_true ((a_size) == (b_size) && memcmp ((a), (b), (b_size)) == 0)
#define g_assert_not_reached() subset_fail (__FILE__, __LINE__, "reached")

gpointer g_malloc  (gsize size);
gpointer g_malloc0 (gsize size);
void     g_free    (gpointer memory);
#define g_new(type, count) ((type *) g_malloc (sizeof (type) * (count)))
#define g_new0(type, count) ((type *) g_malloc0 (sizeof (type) * (count)))
#define g_clear_pointer(pointer, destroy) \
  do { if (*(pointer) != NULL) (destroy) (*(pointer)); *(pointer) = NULL; } while (0)

void subset_autofree (void *pointer);
#define g_autofree __attribute__ ((cleanup (subset_autofree)))
#define g_autoptr(type) __attribute__ ((cleanup (subset_auto_##type))) type *
#define SUBSET_DEFINE_AUTO(type, destroy)             \
  static inline void subset_auto_##type (type **data) \
  {                                                   \
    if (*data != NULL)                                \
      destroy (*data);                                \
  }

gboolean g_str_equal     (const char *a, const char *b);
gboolean g_str_has_prefix (const char *text, const char *prefix);
gboolean g_str_has_suffix (const char *text, const char *suffix);
char    *g_strdup        (const char *text);
char    *g_strndup       (const char *text, gsize size);
char    *g_strdup_printf (const char *format, ...) __attribute__ ((format (printf, 1, 2)));
int      g_ascii_xdigit_value (char digit);
guint64  g_ascii_strtoull (const char *text, char **end, guint base);

typedef struct {
  char *str;
  gsize len;
} GString;

GString *g_string_new           (const char *text);
void     g_string_append        (GString *string, const char *text);
void     g_string_append_len    (GString *string, const char *text, gsize size);
void     g_string_append_c      (GString *string, char c);
void     g_string_append_printf (GString *string, const char *format, ...)
  __attribute__ ((format (printf, 2, 3)));
char    *g_string_free          (GString *string, gboolean free_text);

static inline void
subset_string_free (GString *string)
{
  g_string_free (string, TRUE);
}
SUBSET_DEFINE_AUTO (GString, subset_string_free)

typedef struct {
  gpointer *pdata;
  guint len;
  GDestroyNotify destroy;
} GPtrArray;

GPtrArray *g_ptr_array_new_with_free_func (GDestroyNotify destroy);
void       g_ptr_array_add                (GPtrArray *array, gpointer element);
void       g_ptr_array_unref              (GPtrArray *array);
SUBSET_DEFINE_AUTO (GPtrArray, g_ptr_array_unref)

typedef struct _GList GList;
struct _GList {
  gpointer data;
  GList *next;
};

void g_list_free (GList *list);
SUBSET_DEFINE_AUTO (GList, g_list_free)

/* Marks the case as failed; the program goes on. */
void g_test_message (const char *format, ...) __attribute__ ((format (printf, 1, 2)));
void g_test_fail    (void);

/* Whether g_test_fail() was called since the last question */
bool subset_test_failed (void);
