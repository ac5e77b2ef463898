/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-scanner-source.h"

G_BEGIN_DECLS

typedef enum {
  ENLIST_SCANNER_SOURCE_CAMERA,
  ENLIST_SCANNER_SOURCE_DEVICE,
  ENLIST_SCANNER_SOURCE_DESCRIPTION,
  ENLIST_SCANNER_SOURCE_PICTURE,
} EnlistScannerSourceKind;

EnlistScannerSourceKind enlist_scanner_source_get_kind (EnlistScannerSource *self);

/* The id, path or description; NULL for the preferred camera. */
const char *enlist_scanner_source_get_value (EnlistScannerSource *self);

G_END_DECLS
