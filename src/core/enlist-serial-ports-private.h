/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a hint is one (docs/format.md, clause 10.1.7): the path of a device file, "usb:VVVV:PPPP" with
 * vendor and product, or empty for the only USB serial port there is. ENLIST_ERROR_UNREACHABLE */
gboolean enlist_serial_ports_check (const char *hint, GError **error);

/**
 * enlist_serial_ports_find:
 * @hint: one that enlist_serial_ports_check() accepts
 * @root: "", or the folder that stands for / in a test
 *
 * Reads files of the kernel, and blocks for that.
 *
 * Returns: (transfer full): the path of a device file; %NULL with ENLIST_ERROR_UNREACHABLE, whose message
 *   lists the ports when there are several
 */
char *enlist_serial_ports_find (const char *hint, const char *root, GError **error);

G_END_DECLS
