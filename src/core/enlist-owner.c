/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-owner"

#include "enlist-owner.h"

enum {
  PROP_NAME = 1,
  PROP_PUBLIC_KEY,
  N_PROPS,
};

struct _EnlistOwner
{
  GObject parent_instance;

  char *name;
  GBytes *public_key;
};

G_DEFINE_FINAL_TYPE (EnlistOwner, enlist_owner, G_TYPE_OBJECT)

static GParamSpec *props[N_PROPS];

static void
enlist_owner_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  EnlistOwner *self = ENLIST_OWNER (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_PUBLIC_KEY:
      g_value_set_boxed (value, self->public_key);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
enlist_owner_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  EnlistOwner *self = ENLIST_OWNER (object);

  switch (prop_id)
    {
    case PROP_NAME:
      self->name = g_value_dup_string (value);
      break;
    case PROP_PUBLIC_KEY:
      self->public_key = g_value_dup_boxed (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
enlist_owner_finalize (GObject *object)
{
  EnlistOwner *self = ENLIST_OWNER (object);

  g_free (self->name);
  g_clear_pointer (&self->public_key, g_bytes_unref);

  G_OBJECT_CLASS (enlist_owner_parent_class)->finalize (object);
}

static void
enlist_owner_class_init (EnlistOwnerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = enlist_owner_get_property;
  object_class->set_property = enlist_owner_set_property;
  object_class->finalize = enlist_owner_finalize;

  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_PUBLIC_KEY] = g_param_spec_boxed ("public-key", NULL, NULL, G_TYPE_BYTES, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
enlist_owner_init (EnlistOwner *self)
{
}

EnlistOwner *
enlist_owner_new (const char *name,
                  GBytes     *public_key)
{
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (public_key != NULL && g_bytes_get_size (public_key) == 32, NULL);

  return g_object_new (ENLIST_TYPE_OWNER, "name", name, "public-key", public_key, NULL);
}

const char *
enlist_owner_get_name (EnlistOwner *self)
{
  g_return_val_if_fail (ENLIST_IS_OWNER (self), NULL);

  return self->name;
}

GBytes *
enlist_owner_get_public_key (EnlistOwner *self)
{
  g_return_val_if_fail (ENLIST_IS_OWNER (self), NULL);

  return self->public_key;
}
