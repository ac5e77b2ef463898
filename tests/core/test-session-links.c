/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-error.h"
#include "enrollment.h"
#include "link-proxy.h"

#define SMALLEST_FRAME 20

typedef struct {
  guint points;
  guint enrolled;
  guint asked; /* prompts of the enrollment in hand */
} Count;

/* Quick, with an envelope and a part of several frames each, and ending in an owned device. */
#define SOURCE "{ 'enlist-label': 1, 'sequence': 1, 'vendor': 'Example Instruments'," \
               "  'model': 'Weather Sensor'," \
               "  'assistant': [ { 'note': 'Open it', 'confirm': true }, { 'ask': ['owner', 'name'] }," \
               "                 { 'send': ['owner', 'name'] }, { 'await': ['device.key'], 'seconds': 60 }," \
               "                 { 'ask': ['remark'] }, { 'record': [] } ]," \
               "  'device': [ { 'need': ['owner', 'name'] }, { 'call': 64, 'title': '%s', 'with': [0] }," \
               "              { 'set': ['name'] }, { 'make-key': 'ed25519', 'into': 'device.key' }," \
               "              { 'report': ['device.key', 'device.versions'] }, 'lock', 'forget' ] }"

static EnlistLabel *
make_label (Enrollment *self)
{
  g_autofree char *title = g_strnfill (600, 'x');
  g_autofree char *text = g_strdup_printf (SOURCE, title);
  g_autoptr (JsonNode) source = enrollment_parse_source (text);

  return enrollment_make_label (self, source);
}

static void
assert_one_record_is_enrolled (Enrollment *self, EnlistRecord *record)
{
  g_autoptr (GPtrArray) records = enrollment_list_records (self);

  g_assert_cmpuint (records->len, ==, 1);
  g_assert_cmpstr (enlist_record_get_id (g_ptr_array_index (records, 0)), ==, enlist_record_get_id (record));
  g_assert_cmpint (enlist_record_get_state (g_ptr_array_index (records, 0)), ==, ENLIST_RECORD_ENROLLED);
}

/* What has been committed is told again when the assistant asks again, and never done again. */
static gboolean
has_committed_once (Enrollment *self)
{
  const char *committed = strstr (self->log->str, "\"committed\"");

  return committed != NULL && strstr (committed, "\"started\"") == NULL;
}

static void
on_prompt_changed (EnlistSession *session, GParamSpec *pspec, gpointer user_data)
{
  Count *count = user_data;

  if (enlist_session_get_prompt (session) != NULL)
    count->asked++;
}

/* Enrolled once, as journal and device agree, and nothing was asked twice. */
static void
judge (Enrollment *self, EnlistRecord *record, const GError *error, Count *count)
{
  g_autoptr (GPtrArray) unfinished = enrollment_list_unfinished (self);

  g_assert_no_error (error);
  g_assert_cmpuint (unfinished->len, ==, 0);
  g_assert_cmpuint (count->asked, ==, 3);
  g_assert_true (enrollment_is_locked (self));
  assert_one_record_is_enrolled (self, record);
  enrollment_stop_device (self);
  g_assert_true (has_committed_once (self));
  count->points++;
  count->enrolled++;
}

typedef struct {
  const char *name;
  Direction direction;
  gboolean swallow;
  gboolean small; /* frames, and one point for each message instead of each frame */
} Sweep;

/* Cuts the link once; answers the number of frames that went through. */
static guint
cut_once (const Sweep *how, int after, Count *count)
{
  Enrollment self = { 0 };
  LinkProxy proxy;
  g_autoptr (EnlistLabel) label = NULL;
  g_autoptr (EnlistSession) session = NULL;
  g_autoptr (EnlistRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  enrollment_set_up (&self, "Weather Sensor");
  self.mtu = how->small ? SMALLEST_FRAME : 0;
  enrollment_start_device (&self);
  path = g_build_filename (self.folder, "proxy", NULL);
  link_proxy_start (&proxy, path, self.uri);
  proxy.cut_direction = how->direction;
  proxy.swallow = how->swallow;
  proxy.cut_after = after;
  proxy.count_messages = how->small;

  label = make_label (&self);
  session = enrollment_new_session (&self, label);
  if (how->small)
    enlist_session_set_max_frame (session, SMALLEST_FRAME);
  count->asked = 0;
  g_signal_connect (session, "notify::prompt", G_CALLBACK (on_prompt_changed), count);
  record = enrollment_run_at (&self, session, proxy.uri, NULL, &error);
  g_test_message ("after %d frames: %s", after, record != NULL ? "enrolled" : error->message);
  judge (&self, record, error, count);

  link_proxy_stop (&proxy);
  enrollment_tear_down (&self);

  return proxy.frames[how->direction];
}

static void
sweep (gconstpointer data)
{
  const Sweep *how = data;
  Count whole = { 0 }, count = { 0 };
  guint frames = cut_once (how, -1, &whole);

  g_assert_cmpuint (whole.enrolled, ==, 1);
  g_assert_cmpuint (frames, >, 5);
  for (guint after = 0; after <= frames; after++)
    cut_once (how, (int) after, &count);
  g_test_message ("points=%u enrolled=%u", count.points, count.enrolled);
}

int
main (int argc, char *argv[])
{
  static const Sweep sweeps[] = {
    { "/core/session/links/10.7-cut-towards-the-device", TO_DEVICE, FALSE, FALSE },
    { "/core/session/links/10.7-cut-towards-the-assistant", TO_ASSISTANT, FALSE, FALSE },
    { "/core/session/links/10.7-lost-towards-the-device", TO_DEVICE, TRUE, FALSE },
    { "/core/session/links/10.7-lost-towards-the-assistant", TO_ASSISTANT, TRUE, FALSE },
    { "/core/session/links/10.7-cut-behind-a-message-to-the-device", TO_DEVICE, FALSE, TRUE },
    { "/core/session/links/10.7-cut-behind-a-message-to-the-assistant", TO_ASSISTANT, FALSE, TRUE },
    { "/core/session/links/10.7-cut-before-a-message-to-the-device", TO_DEVICE, TRUE, TRUE },
    { "/core/session/links/10.7-cut-before-a-message-to-the-assistant", TO_ASSISTANT, TRUE, TRUE },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (sweeps); i++)
    g_test_add_data_func (sweeps[i].name, &sweeps[i], sweep);

  return g_test_run ();
}
