/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-scanner-source-private.h"

struct _EnlistScannerSource
{
  GObject parent_instance;

  EnlistScannerSourceKind kind;
  char *value;
};

G_DEFINE_FINAL_TYPE (EnlistScannerSource, enlist_scanner_source, G_TYPE_OBJECT)

static void
enlist_scanner_source_finalize (GObject *object)
{
  EnlistScannerSource *self = ENLIST_SCANNER_SOURCE (object);

  g_free (self->value);
  G_OBJECT_CLASS (enlist_scanner_source_parent_class)->finalize (object);
}

static void
enlist_scanner_source_class_init (EnlistScannerSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_scanner_source_finalize;
}

static void
enlist_scanner_source_init (EnlistScannerSource *self)
{
}

static EnlistScannerSource *
enlist_scanner_source_new (EnlistScannerSourceKind kind,
                           const char             *value)
{
  EnlistScannerSource *self = g_object_new (ENLIST_TYPE_SCANNER_SOURCE, NULL);

  self->kind = kind;
  self->value = g_strdup (value);
  return self;
}

EnlistScannerSource *
enlist_scanner_source_new_camera (const char *id)
{
  return enlist_scanner_source_new (ENLIST_SCANNER_SOURCE_CAMERA, id);
}

EnlistScannerSource *
enlist_scanner_source_new_device (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);

  return enlist_scanner_source_new (ENLIST_SCANNER_SOURCE_DEVICE, path);
}

EnlistScannerSource *
enlist_scanner_source_new_description (const char *description)
{
  g_return_val_if_fail (description != NULL, NULL);

  return enlist_scanner_source_new (ENLIST_SCANNER_SOURCE_DESCRIPTION, description);
}

EnlistScannerSource *
enlist_scanner_source_new_picture (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);

  return enlist_scanner_source_new (ENLIST_SCANNER_SOURCE_PICTURE, path);
}

EnlistScannerSourceKind
enlist_scanner_source_get_kind (EnlistScannerSource *self)
{
  return self->kind;
}

const char *
enlist_scanner_source_get_value (EnlistScannerSource *self)
{
  return self->value;
}
