/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-scanner-camera-private.h"

struct _EnlistScannerCamera
{
  GObject parent_instance;

  GstDevice *device;
  char *id;
  char *name;
  gboolean back;
};

G_DEFINE_FINAL_TYPE (EnlistScannerCamera, enlist_scanner_camera, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ID,
  PROP_NAME,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
enlist_scanner_camera_finalize (GObject *object)
{
  EnlistScannerCamera *self = ENLIST_SCANNER_CAMERA (object);

  gst_object_unref (self->device);
  g_free (self->id);
  g_free (self->name);
  G_OBJECT_CLASS (enlist_scanner_camera_parent_class)->finalize (object);
}

static void
enlist_scanner_camera_get_property (GObject    *object,
                                    guint       property_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  EnlistScannerCamera *self = ENLIST_SCANNER_CAMERA (object);

  switch (property_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_scanner_camera_class_init (EnlistScannerCameraClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = enlist_scanner_camera_finalize;
  object_class->get_property = enlist_scanner_camera_get_property;
  properties[PROP_ID] =
      g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
enlist_scanner_camera_init (EnlistScannerCamera *self)
{
}

EnlistScannerCamera *
enlist_scanner_camera_new (GstDevice *device)
{
  EnlistScannerCamera *self = g_object_new (ENLIST_TYPE_SCANNER_CAMERA, NULL);
  g_autoptr (GstStructure) details = gst_device_get_properties (device);
  const char *id = NULL;

  self->device = gst_object_ref (device);
  self->name = gst_device_get_display_name (device);
  if (details != NULL)
    {
      /* PipeWire's name of the node, else Video4Linux's path. */
      id = gst_structure_get_string (details, "node.name");
      if (id == NULL)
        id = gst_structure_get_string (details, "device.path");
      self->back = g_strcmp0 (gst_structure_get_string (details, "api.libcamera.location"), "back") == 0;
    }
  self->id = g_strdup (id != NULL ? id : self->name);
  return self;
}

GstDevice *
enlist_scanner_camera_get_device (EnlistScannerCamera *self)
{
  return self->device;
}

gboolean
enlist_scanner_camera_is_back (EnlistScannerCamera *self)
{
  return self->back;
}

const char *
enlist_scanner_camera_get_id (EnlistScannerCamera *self)
{
  g_return_val_if_fail (ENLIST_IS_SCANNER_CAMERA (self), NULL);

  return self->id;
}

const char *
enlist_scanner_camera_get_name (EnlistScannerCamera *self)
{
  g_return_val_if_fail (ENLIST_IS_SCANNER_CAMERA (self), NULL);

  return self->name;
}
