/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"

G_BEGIN_DECLS

/**
 * enlist_ctl_read_argument:
 * @argument: the name of a file, "-" for standard input, or the text of a code itself
 * @codes: (out) (transfer full) (nullable) (element-type utf8): what the codes in it say when it is a picture
 *
 * Returns: (transfer full): the content; the payload alone when it is a label in binary. %NULL with
 * ENLIST_ERROR_NOT_FOUND, _STORAGE, or _NOT_A_LABEL for a picture that shows no code
 */
GBytes *enlist_ctl_read_argument (const char *argument, GPtrArray **codes, GError **error);

/* A whole file. Errors: ENLIST_ERROR_NOT_FOUND when it is not there, _STORAGE when it cannot be read */
GBytes *enlist_ctl_read_file (const char *path, GError **error);

/* What files with an NDEF message end in. */
#define ENLIST_CTL_NDEF_SUFFIX ".ndef"

/* The payload of the label in a file with an NDEF message. Errors: those of enlist_ndef_read() */
GBytes *enlist_ctl_read_ndef (const char *argument, GError **error);

/* (transfer full) (element-type utf8): the lines of a text that have anything, without white space around */
GPtrArray *enlist_ctl_split_lines (GBytes *content);

/* A publisher's card, JSON file, key file, key on a token, or picture of a card: only the public half is
 * taken. */
EnlistPublisher *enlist_ctl_read_publisher (const char *argument, GError **error);

/* Errors: ENLIST_ERROR_NOT_FOUND, _STORAGE, and _USAGE when the file is not JSON */
JsonNode *enlist_ctl_read_json (const char *path, GError **error);

/* The source of a label; what is no JSON is told like any other error of a source (ENLIST_ERROR_SOURCE). */
JsonNode *enlist_ctl_read_source (const char *path, GError **error);

/* The trusted publishers, loaded; says what was left out. */
EnlistPublishers *enlist_ctl_load_publishers (GError **error);

/* enlist_label_verify() with messages that say whose key it is. */
gboolean enlist_ctl_verify_label (EnlistLabel       *label,
                                  EnlistPublishers  *publishers,
                                  EnlistPublisher  **publisher,
                                  GError           **error);

G_END_DECLS
