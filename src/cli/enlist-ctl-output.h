/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Data goes to standard output, everything else to standard error. Texts of labels are other people's:
 * control characters in what is printed are replaced, so that nobody's label drives the terminal.
 */
void enlist_ctl_print (const char *format, ...) G_GNUC_PRINTF (1, 2);
void enlist_ctl_say   (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* @text as one line without control characters. Returns: (transfer full) */
char *enlist_ctl_clean (const char *text);

/* "title: value" in aligned columns, on standard output; nothing when @value is %NULL or empty */
void enlist_ctl_print_row (const char *title, const char *value);

/* Indented JSON and a line feed, on standard output. */
void enlist_ctl_print_json (JsonNode *node);

/* As is, on standard output. */
void enlist_ctl_write (const void *data, gsize size);

/* Writes a whole file; ENLIST_ERROR_STORAGE. "-" is standard output. */
gboolean enlist_ctl_write_file (const char *path, const void *data, gsize size, GError **error);

/* What was printed has really been taken; ENLIST_ERROR_STORAGE. */
gboolean enlist_ctl_flush (GError **error);

/* Says what went wrong and what to do. Returns: the exit code */
int enlist_ctl_report (const GError *error);

/* Groups of four hex digits, for comparing by eye. Returns: (transfer full) */
char *enlist_ctl_fingerprint (GBytes *key);

/* Returns: (transfer full): base64url without padding */
char *enlist_ctl_base64url (GBytes *bytes);

G_END_DECLS
