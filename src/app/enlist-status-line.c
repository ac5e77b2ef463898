/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-status-line"

#include "enlist-status-line.h"

#include "enlist-plain-text.h"

struct _EnlistStatusLine {
  AdwBin parent_instance;

  GtkSpinner *spinner;
  GtkLabel *label;
  GtkImage *signal_image;
  GtkLabel *hearing_label;

  EnlistSession *session;
  gboolean detailed;
};

enum {
  PROP_0,
  PROP_DETAILED,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (EnlistStatusLine, enlist_status_line, ADW_TYPE_BIN)

static const char *
get_icon_name (EnlistSignalQuality quality)
{
  switch (quality)
    {
    case ENLIST_SIGNAL_WEAK:
      return "network-cellular-signal-weak-symbolic";
    case ENLIST_SIGNAL_GOOD:
      return "network-cellular-signal-good-symbolic";
    case ENLIST_SIGNAL_EXCELLENT:
      return "network-cellular-signal-excellent-symbolic";
    case ENLIST_SIGNAL_UNKNOWN:
    default:
      return NULL;
    }
}

static void
update_hearing (EnlistStatusLine *self)
{
  gboolean reaching = enlist_session_get_progress (self->session) != NULL;
  EnlistSignalQuality quality = enlist_session_get_signal_quality (self->session);
  const char *words = enlist_signal_quality_get_words (quality);
  g_autofree char *hearing = enlist_session_dup_hearing (self->session);

  gtk_widget_set_visible (GTK_WIDGET (self->signal_image), reaching && quality != ENLIST_SIGNAL_UNKNOWN);
  gtk_image_set_from_icon_name (self->signal_image, get_icon_name (quality));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->signal_image), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->signal_image), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_label_set_label (self->hearing_label, hearing);
}

static void
update (EnlistStatusLine *self)
{
  EnlistSessionState state = enlist_session_get_state (self->session);
  g_autofree char *text = enlist_plain_text_cap (enlist_session_get_status (self->session),
                                                 ENLIST_PLAIN_TEXT_SENTENCE);
  gboolean busy = state != ENLIST_SESSION_IDLE && state != ENLIST_SESSION_ENROLLED &&
      state != ENLIST_SESSION_FAILED &&
                  !(state == ENLIST_SESSION_RUNNING && enlist_session_get_prompt (self->session) != NULL);

  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  update_hearing (self);
}

/* Only what is reached by radio has a signal; its line stays when it is empty, so that nothing moves. */
static gboolean
has_radio (EnlistSession *session)
{
  const char *const *transports = enlist_label_get_transports (enlist_session_get_label (session));

  for (guint i = 0; transports[i] != NULL; i++)
    if (g_str_has_prefix (transports[i], "ble:"))
      return TRUE;
  return FALSE;
}

static void
enlist_status_line_get_property (GObject    *object,
                                 guint       property_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  EnlistStatusLine *self = ENLIST_STATUS_LINE (object);

  switch (property_id)
    {
    case PROP_DETAILED:
      g_value_set_boolean (value, self->detailed);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_status_line_set_property (GObject      *object,
                                 guint         property_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  EnlistStatusLine *self = ENLIST_STATUS_LINE (object);

  switch (property_id)
    {
    case PROP_DETAILED:
      self->detailed = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_status_line_dispose (GObject *object)
{
  g_clear_object (&ENLIST_STATUS_LINE (object)->session);

  G_OBJECT_CLASS (enlist_status_line_parent_class)->dispose (object);
}

static void
enlist_status_line_class_init (EnlistStatusLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = enlist_status_line_get_property;
  object_class->set_property = enlist_status_line_set_property;
  object_class->dispose = enlist_status_line_dispose;

  properties[PROP_DETAILED] = g_param_spec_boolean ("detailed", NULL, NULL, FALSE,
                                                    G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                    G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
enlist_status_line_init (EnlistStatusLine *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  self->label = g_object_new (GTK_TYPE_LABEL, "ellipsize", PANGO_ELLIPSIZE_END, "accessible-role",
                              GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  self->signal_image = g_object_new (GTK_TYPE_IMAGE, "visible", FALSE, "accessible-role",
                                     GTK_ACCESSIBLE_ROLE_IMG, NULL);
  self->hearing_label = g_object_new (GTK_TYPE_LABEL, "visible", FALSE, "ellipsize", PANGO_ELLIPSIZE_END,
                                      NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->hearing_label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->hearing_label), "dim-label");
  gtk_widget_add_css_class (box, "status-line");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->spinner));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->signal_image));
  gtk_box_append (GTK_BOX (lines), box);
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->hearing_label));
  adw_bin_set_child (ADW_BIN (self), lines);
}

void
enlist_status_line_set_session (EnlistStatusLine *self,
                                EnlistSession    *session)
{
  g_return_if_fail (ENLIST_IS_STATUS_LINE (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  gtk_widget_set_visible (GTK_WIDGET (self->hearing_label), self->detailed && has_radio (session));
  g_signal_connect_object (session, "notify::status", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::prompt", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
