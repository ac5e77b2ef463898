/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Keys of a catalog (docs/catalog.md): numbers and texts as people type them and as bar codes hold them.
 * Case, white space and hyphens do not count. GTIN-8, -12, -13 and -14 with a right check digit are one
 * number (GS1 General Specifications, sections 3.3.2 and 7.9.1). GS1 element strings are read in the form of
 * a bar code, with or without "]C1" before them and with GS (1d) behind values of variable length, and in
 * the form that people read: "(01)...(21)...".
 */

#define ENLIST_CATALOG_KEY_MAX 128 /* bytes */

/**
 * enlist_catalog_key_normalize:
 * @key: the key of an entry
 *
 * Returns: (transfer full): what keys are compared by; %NULL with ENLIST_ERROR_USAGE for an empty or
 *   too long one, for control characters, and for an element string with a wrong check digit
 */
char    *enlist_catalog_key_normalize    (const char *key, GError **error);

/**
 * enlist_catalog_key_list:
 * @text: a number that was typed or scanned
 *
 * Returns: (transfer full) (array zero-terminated=1): normalized keys, the most specific first: GTIN
 *   with serial number, serial number, GTIN. Errors are those of enlist_catalog_key_normalize()
 */
char   **enlist_catalog_key_list         (const char *text, GError **error);

/* Orders what was scanned or typed: the number of a device comes before the GTIN of its kind. */
int      enlist_catalog_key_compare      (const char *a, const char *b);

/* (transfer full): @text for people; an element string as "(01)04006381333931 (21)AB12" */
char    *enlist_catalog_key_to_display   (const char *text);

/* Whether @text has as many digits as a GTIN, and the last is not the check digit of the others. */
gboolean enlist_catalog_key_is_mistyped  (const char *text);

/* Whether @text could be a key that a person types: one line with a digit, not too long, no link. */
gboolean enlist_catalog_key_is_plausible (const char *text);

G_END_DECLS
