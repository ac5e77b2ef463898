/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

#include "enlist-intake.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_CAMERA_VIEW (enlist_camera_view_get_type ())
G_DECLARE_FINAL_TYPE (EnlistCameraView, enlist_camera_view, ENLIST, CAMERA_VIEW, AdwBin)

/**
 * EnlistCameraView:
 *
 * Scans with the camera for as long as it can be seen, and takes pictures, files and texts in other ways:
 * Open Image, Enter Text, paste, drag and drop. Shows what was wrong with something it was given, and goes
 * on. Properties: intake (#EnlistIntake, readable), hint (what to do, text).
 */
EnlistIntake *enlist_camera_view_get_intake   (EnlistCameraView *self);

/* Looks numbers and bar codes up; without catalogs they are not even looked for. */
void          enlist_camera_view_set_catalogs (EnlistCameraView *self, EnlistCatalogs *catalogs);

/* Takes what is in view as if it had just come into view. */
void          enlist_camera_view_rescan       (EnlistCameraView *self);

/* Says what is wrong with what the intake handed out, and goes on scanning. */
void          enlist_camera_view_show_problem (EnlistCameraView *self, const GError *error);

G_END_DECLS
