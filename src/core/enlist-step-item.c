/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-step-item"

#include "enlist-step-item.h"

#include "enlist-enums.h"

enum {
  PROP_0,
  PROP_SIDE,
  PROP_INDEX,
  PROP_DEPTH,
  PROP_OPERATION,
  PROP_TITLE,
  PROP_DETAIL,
  PROP_STATE,
  PROP_PROBLEM,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

struct _EnlistStepItem {
  GObject parent_instance;

  EnlistSide side;
  guint index;
  guint depth;
  char *operation;
  char *title;
  char *detail;
  EnlistStepState state;
  char *problem;
};

G_DEFINE_FINAL_TYPE (EnlistStepItem, enlist_step_item, G_TYPE_OBJECT)

static void
enlist_step_item_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  EnlistStepItem *self = ENLIST_STEP_ITEM (object);

  switch (property_id)
    {
    case PROP_SIDE:
      g_value_set_enum (value, self->side);
      break;
    case PROP_INDEX:
      g_value_set_uint (value, self->index);
      break;
    case PROP_DEPTH:
      g_value_set_uint (value, self->depth);
      break;
    case PROP_OPERATION:
      g_value_set_string (value, self->operation);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_step_item_finalize (GObject *object)
{
  EnlistStepItem *self = ENLIST_STEP_ITEM (object);

  g_free (self->operation);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->problem);

  G_OBJECT_CLASS (enlist_step_item_parent_class)->finalize (object);
}

static void
enlist_step_item_class_init (EnlistStepItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = enlist_step_item_get_property;
  object_class->finalize = enlist_step_item_finalize;

  properties[PROP_SIDE] = g_param_spec_enum ("side", NULL, NULL, ENLIST_TYPE_SIDE, ENLIST_SIDE_ASSISTANT,
                                             flags);
  properties[PROP_INDEX] = g_param_spec_uint ("index", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_DEPTH] = g_param_spec_uint ("depth", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_OPERATION] = g_param_spec_string ("operation", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, ENLIST_TYPE_STEP_STATE,
                                              ENLIST_STEP_PENDING, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
enlist_step_item_init (EnlistStepItem *self)
{
  self->problem = g_strdup ("");
}

EnlistStepItem *
enlist_step_item_new (EnlistSide  side,
                      guint       index,
                      guint       depth,
                      const char *operation,
                      const char *title,
                      const char *detail)
{
  EnlistStepItem *self = g_object_new (ENLIST_TYPE_STEP_ITEM, NULL);

  self->side = side;
  self->index = index;
  self->depth = depth;
  self->operation = g_strdup (operation);
  self->title = g_strdup (title);
  self->detail = g_strdup (detail != NULL ? detail : "");

  return self;
}

EnlistSide
enlist_step_item_get_side (EnlistStepItem *self)
{
  return self->side;
}

guint
enlist_step_item_get_index (EnlistStepItem *self)
{
  return self->index;
}

guint
enlist_step_item_get_depth (EnlistStepItem *self)
{
  return self->depth;
}

const char *
enlist_step_item_get_operation (EnlistStepItem *self)
{
  return self->operation;
}

const char *
enlist_step_item_get_title (EnlistStepItem *self)
{
  return self->title;
}

const char *
enlist_step_item_get_detail (EnlistStepItem *self)
{
  return self->detail;
}

EnlistStepState
enlist_step_item_get_state (EnlistStepItem *self)
{
  return self->state;
}

const char *
enlist_step_item_get_problem (EnlistStepItem *self)
{
  return self->problem;
}

void
enlist_step_item_set_state (EnlistStepItem *self, EnlistStepState state, const char *problem)
{
  if (problem == NULL)
    problem = "";

  if (!g_str_equal (self->problem, problem))
    {
      g_free (self->problem);
      self->problem = g_strdup (problem);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
    }
  if (self->state != state)
    {
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
}
