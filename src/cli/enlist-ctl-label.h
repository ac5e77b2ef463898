/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-catalogs.h"
#include "enlist-label.h"

G_BEGIN_DECLS

/* Where a label comes from besides its arguments: options that all commands share which take a label. */
typedef struct {
  char **catalogs; /* folders */
  char **parts;    /* files */
} EnlistCtlLabelSources;

#define ENLIST_CTL_CATALOG_OPTION(sources) \
  { "catalog", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &(sources).catalogs, \
    N_("A catalog to look numbers up in before the others; may be repeated"), N_("DIR") }

#define ENLIST_CTL_LABEL_OPTIONS(sources) \
  ENLIST_CTL_CATALOG_OPTION (sources), \
  { "part", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &(sources).parts, \
    N_("A part that the label does not carry; may be repeated"), N_("FILE") }

void enlist_ctl_label_sources_clear (EnlistCtlLabelSources *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EnlistCtlLabelSources, enlist_ctl_label_sources_clear)

/**
 * enlist_ctl_read_label:
 * @arguments: (array zero-terminated=1): where the codes of one label are, or its number in a catalog
 * @sources: (nullable)
 *
 * The texts of a label count before numbers and bar codes that are seen beside them. Parts that the label
 * does not carry are taken from @sources and the catalogs; some may still be missing.
 *
 * Errors: those of enlist_ctl_read_argument(), enlist_label_load_bytes() and
 * enlist_catalogs_find_label_finish(); ENLIST_ERROR_BAD_HASH for a file of @sources that is no part of the
 * label
 */
EnlistLabel *enlist_ctl_read_label (char **arguments, const EnlistCtlLabelSources *sources, GError **error);

/* ENLIST_ERROR_NOT_FOUND when a part of the label is missing, and where to put it */
gboolean enlist_ctl_require_parts (EnlistLabel *label, GError **error);

/* Adds to the message where a number can be looked up that no catalog has; leaves other errors alone. */
void enlist_ctl_suggest_catalog (GError *problem);

/* (transfer none): all catalogs, those of @sources first. To be called once. */
EnlistCatalogs *enlist_ctl_get_catalogs (const EnlistCtlLabelSources *sources);

G_END_DECLS
