/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_APPLICATION (enlist_application_get_type ())
G_DECLARE_FINAL_TYPE (EnlistApplication, enlist_application, ENLIST, APPLICATION, AdwApplication)

/**
 * EnlistApplication:
 *
 * The program `enlist [--version] [FILE|URI...]`.
 */
EnlistApplication *enlist_application_new (void);

G_END_DECLS
