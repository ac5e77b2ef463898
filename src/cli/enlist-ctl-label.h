/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-catalogs.h"
#include "enlist-label.h"

G_BEGIN_DECLS

/* Where a label comes from besides its arguments: options that all commands share which take a label. */
typedef struct {
  char **catalogs; /* folders */
} EnlistCtlLabelSources;

#define ENLIST_CTL_CATALOG_OPTION(sources) \
  { "catalog", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &(sources).catalogs, \
    N_("A catalog to look numbers up in before the others; may be repeated"), N_("DIR") }

#define ENLIST_CTL_LABEL_OPTIONS(sources) ENLIST_CTL_CATALOG_OPTION (sources)

void enlist_ctl_label_sources_clear (EnlistCtlLabelSources *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EnlistCtlLabelSources, enlist_ctl_label_sources_clear)

/**
 * enlist_ctl_read_label:
 * @arguments: (array zero-terminated=1): where the codes of one label are, or the number of a label in a catalog
 * @sources: (nullable)
 *
 * The texts of a label count before numbers and bar codes that are seen beside them.
 *
 * Errors: those of enlist_ctl_read_argument(), enlist_label_load_bytes() and enlist_catalogs_find_label_finish()
 */
EnlistLabel *enlist_ctl_read_label (char **arguments, const EnlistCtlLabelSources *sources, GError **error);

/* (transfer none): all catalogs, those of @sources first. To be called once. */
EnlistCatalogs *enlist_ctl_get_catalogs (const EnlistCtlLabelSources *sources);

G_END_DECLS
