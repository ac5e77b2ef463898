/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <sodium.h>

#include "await.h"
#include "enlist-label-private.h"
#include "enlist-trace-replay.h"
#include "enrollment.h"
#include "fixed-random.h"
#include "link-proxy.h"
#include "trace-player.h"

#define SMALLEST_FRAME 20
#define PASSPHRASE "correct horse"

/* A link with something to show. */
typedef struct {
  const char *name;
  guint max_frame; /* of both ends; 0: the most there is */
  gboolean reorder;
  int cut_after;   /* messages to the device; -1: never */
} Course;

static const Course courses[] = {
  { "large-frames", 0, FALSE, -1 },
  { "smallest-frames", SMALLEST_FRAME, FALSE, -1 },
  { "reordered", SMALLEST_FRAME, TRUE, -1 },
  { "broken-link", 0, FALSE, 6 },
};

/* Without an owner, whose key would be another one each time, and without a lock: one device will do. */
#define SOURCE "{ 'enlist-label': 1, 'sequence': 1, 'vendor': 'Example Instruments'," \
               "  'model': 'Weather Sensor'," \
               "  'assistant': [ { 'ask': ['name', 'wifi'] }, { 'send': ['name', 'wifi'] }," \
               "                 { 'await': ['device.key'], 'seconds': 60 }, { 'record': [] } ]," \
               "  'device': [ { 'need': ['name', 'wifi'] }, { 'set': ['name', 'wifi'] }," \
               "              { 'make-key': 'ed25519', 'into': 'device.key' }," \
               "              { 'report': ['device.key', 'device.versions'] } ] }"

static char *
fixture_path (const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return g_build_filename (g_getenv ("ENLIST_TEST_TRACES"), file, NULL);
}

static char *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static EnlistTraceFile *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  EnlistTraceFile *file = enlist_trace_file_parse (text, &error);

  g_assert_no_error (error);

  return file;
}

static void
assert_replays (const char *text)
{
  g_autoptr (EnlistTraceFile) file = parse (text);
  g_autoptr (EnlistTraceReplay) replay = enlist_trace_replay_new (file);
  g_autoptr (GError) error = NULL;
  g_autofree char *summary = NULL;

  enlist_trace_replay_run (replay, &error);
  summary = enlist_trace_replay_dup_summary (replay);
  g_test_message ("%s", summary);
  g_assert_no_error (error);
}

/* Enrolls over that course. Answers the trace. */
static char *
record (Enrollment *self, EnlistLabel *label, const Course *course)
{
  g_autofree char *path = g_build_filename (self->folder, "trace", NULL);
  g_autofree char *socket = g_build_filename (self->folder, "proxy", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) result = NULL;
  g_autoptr (GError) error = NULL;
  LinkProxy proxy;

  self->mtu = course->max_frame;
  enrollment_start_device (self);
  link_proxy_start (&proxy, socket, self->uri);
  proxy.reorder = course->reorder;
  proxy.cut_after = course->cut_after;
  proxy.count_messages = TRUE;
  if (course->max_frame != 0)
    enlist_session_set_max_frame (session, course->max_frame);
  enlist_session_set_trace (session, file);
  result = enrollment_run_at (self, session, proxy.uri, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (course->cut_after < 0 || proxy.cut);
  link_proxy_stop (&proxy);
  enrollment_stop_device (self);

  return read_file (path);
}

/* A trace of now is one, and this version does what it says. */

static void
test_records (Enrollment *self, gconstpointer data)
{
  g_autoptr (JsonNode) source = enrollment_parse_source (SOURCE);
  g_autoptr (EnlistLabel) label = enrollment_make_label (self, source);

  for (gsize i = 0; i < G_N_ELEMENTS (courses); i++)
    {
      g_autofree char *text = record (self, label, &courses[i]);

      g_test_message ("%s", courses[i].name);
      g_assert_true (g_str_has_prefix (text, "{\"enlist-trace\": 1}\n"));
      g_assert_nonnull (strstr (text, "\"event\": \"open\", \"transport\": \"unix\""));
      g_assert_true ((strstr (text, "\"reason\": \"link-lost\"") != NULL) == (courses[i].cut_after >= 0));
      assert_replays (text);
    }
}

static void
test_cannot_write (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (GFile) file = g_file_new_for_path ("/there-is-none/trace");
  g_autoptr (GError) error = NULL;

  enrollment_start_device (self);
  enlist_session_set_trace (session, file);
  g_assert_null (enrollment_run (self, session, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE);
}

/* Secrets. */

static void
assert_absent (const char *text, const void *data, gsize size)
{
  g_autofree char *hex = g_malloc (2 * size + 1);
  g_autofree char *base64 = g_base64_encode (data, size);
  g_autofree char *plain = g_strndup (data, size);

  g_assert_cmpuint (size, >=, 4);
  sodium_bin2hex (hex, 2 * size + 1, data, size);
  g_assert_null (strstr (text, hex));
  g_assert_null (strstr (text, base64));
  if (strlen (plain) == size)
    g_assert_null (strstr (text, plain));
}

/* Every file of the device's identity and state, in pieces: keys are in there. */
static void
assert_storage_absent (Enrollment *self, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (self->storage, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->storage, name, NULL);
      g_autofree char *content = NULL;
      gsize size = 0;

      if (!g_file_get_contents (path, &content, &size, NULL) || size < 16)
        continue;
      for (gsize i = 0; i + 16 <= size; i++)
        {
          static const guint8 zeros[16];

          if (memcmp (content + i, zeros, sizeof zeros) != 0)
            assert_absent (text, content + i, 16);
        }
    }
}

static void
assert_owner_absent (Enrollment *self, const char *text)
{
  g_autoptr (GAsyncResult) owner_result = NULL;
  g_autoptr (GAsyncResult) secret_result = NULL;
  g_autoptr (EnlistOwner) owner = NULL;
  g_autoptr (GBytes) secret = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *key;
  Await await = { NULL };

  enlist_keyring_ensure_owner_async (self->keyring, "Example Works", NULL, await_ready, &await);
  owner_result = await_result (&await);
  owner = enlist_keyring_ensure_owner_finish (self->keyring, owner_result, &error);
  g_assert_no_error (error);
  key = enlist_owner_get_public_key (owner);
  assert_absent (text, g_bytes_get_data (key, NULL), g_bytes_get_size (key));

  await = (Await) { NULL };
  enlist_keyring_lookup_owner_secret_async (self->keyring, key, NULL, await_ready, &await);
  secret_result = await_result (&await);
  secret = enlist_keyring_lookup_owner_secret_finish (self->keyring, secret_result, &error);
  g_assert_no_error (error);
  assert_absent (text, g_bytes_get_data (secret, NULL), g_bytes_get_size (secret));
}

static void
test_holds_no_secret (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autofree char *text = record (self, label, &courses[0]);

  assert_absent (text, enlist_label_get_secret (label), ENLIST_LABEL_SECRET_SIZE);
  assert_absent (text, PASSPHRASE, strlen (PASSPHRASE));
  assert_absent (text, "Roof", 4);
  assert_absent (text, "Main site", strlen ("Main site"));
  assert_absent (text, self->folder, strlen (self->folder));
  assert_owner_absent (self, text);
  assert_storage_absent (self, text);
}

/* Over a cable, whose path the trace does not name. */
static void
test_serial (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autofree char *path = g_build_filename (self->folder, "trace", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (EnlistRecord) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *text = NULL;
  const char *port;

  g_free (self->uri);
  self->uri = g_strdup ("serial:");
  enrollment_start_device (self);
  port = strstr (self->log->str, "serial:/dev/pts/");
  g_assert_nonnull (port);
  uri = g_strndup (port, strcspn (port, "\" "));
  enlist_session_set_trace (session, file);
  result = enrollment_run_at (self, session, uri, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (enrollment_is_locked (self));

  text = read_file (path);
  assert_absent (text, "/dev/pts", strlen ("/dev/pts"));
  g_assert_nonnull (strstr (text, "\"transport\": \"serial\", \"mtu\": 128"));
  g_assert_nonnull (strstr (text, "\"dir\": \"out\", \"frame\": \"03000000\""));
  assert_replays (text);
}

/* Traces of before. */

static void
test_same_link (gconstpointer data)
{
  const Course *course = data;
  g_autofree char *path = fixture_path (course->name, ".trace");
  g_autofree char *text = read_file (path);

  assert_replays (text);
}

static void
test_same_enrollment (Enrollment *self, gconstpointer data)
{
  const Course *course = data;
  g_autofree char *trace_path = fixture_path (course->name, ".trace");
  g_autofree char *label_path = fixture_path ("enrollment", ".label");
  g_autofree char *card_path = fixture_path ("enrollment", ".card");
  g_autofree char *trace = read_file (trace_path);
  g_autofree char *label_text = read_file (label_path);
  g_autofree char *card = read_file (card_path);
  g_autofree char *socket = g_build_filename (self->folder, "player", NULL);
  g_autofree char *uri = g_strconcat ("unix:", socket, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (label_text, strlen (label_text));
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistTraceFile) file = parse (trace);
  g_autoptr (EnlistLabel) label = enlist_label_load_bytes (bytes, &error);
  g_autoptr (EnlistSession) session = NULL;
  g_autoptr (EnlistRecord) result = NULL;
  TracePlayer player;

  g_assert_no_error (error);
  g_clear_object (&self->publisher);
  self->publisher = enlist_publisher_new_from_card (card, &error);
  g_assert_no_error (error);

  trace_player_start (&player, file, socket);
  session = enrollment_new_session (self, label);
  if (course->max_frame != 0)
    enlist_session_set_max_frame (session, course->max_frame);
  fixed_random_begin ((guint8) (course - courses));
  result = enrollment_run_at (self, session, uri, NULL, &error);
  fixed_random_end ();
  g_assert_no_error (error);
  g_assert_cmpint (enlist_record_get_state (result), ==, ENLIST_RECORD_ENROLLED);
  g_assert_true (trace_player_is_through (&player));
  trace_player_stop (&player);
}

/* What is no trace, and what is another one. */

static void
test_parses (void)
{
#define TRACE "{\"enlist-trace\": 1}\n"
  static const struct {
    const char *text;
    EnlistError code;
    const char *says;
  } cases[] = {
    { "", ENLIST_ERROR_DAMAGED, "no trace of Enlist" },
    { "{}", ENLIST_ERROR_DAMAGED, "no trace of Enlist" },
    { "{\"enlist-trace\": 2}", ENLIST_ERROR_TOO_NEW, "version 2" },
    { TRACE "[]", ENLIST_ERROR_DAMAGED, "Line 2" },
    { TRACE "\n{\"t\": 1", ENLIST_ERROR_DAMAGED, "Line 3" },
    { TRACE "{\"event\": \"closed\"}", ENLIST_ERROR_DAMAGED, "no time" },
    { TRACE "{\"t\": 1}", ENLIST_ERROR_DAMAGED, "known event" },
    { TRACE "{\"t\": 1, \"event\": \"open\", \"transport\": \"ble\", \"mtu\": 17}", ENLIST_ERROR_DAMAGED,
      "mtu" },
    { TRACE "{\"t\": 1, \"dir\": \"up\", \"frame\": \"00\"}", ENLIST_ERROR_DAMAGED, "dir" },
    { TRACE "{\"t\": 1, \"dir\": \"in\", \"frame\": \"\"}", ENLIST_ERROR_DAMAGED, "frame" },
    { TRACE "{\"t\": 1, \"dir\": \"in\", \"frame\": \"0\"}", ENLIST_ERROR_DAMAGED, "frame" },
    { TRACE "{\"t\": 1, \"dir\": \"in\", \"frame\": \"0x\"}", ENLIST_ERROR_DAMAGED, "frame" },
    { TRACE "{\"t\": 1, \"dir\": \"in\", \"frame\": 12}", ENLIST_ERROR_DAMAGED, "frame" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (enlist_trace_file_parse (cases[i].text, &error));
      g_assert_error (error, ENLIST_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
assert_differs (const char *text, const char *says)
{
  g_autoptr (EnlistTraceFile) file = parse (text);
  g_autoptr (EnlistTraceReplay) replay = enlist_trace_replay_new (file);
  g_autoptr (GError) error = NULL;

  g_assert_false (enlist_trace_replay_run (replay, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_CHECK_FAILED);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

/* The replay is no formality: each of these would be another link's. */
static void
test_differs (void)
{
#define OPEN TRACE "{\"t\": 0, \"event\": \"open\", \"transport\": \"unix\", \"mtu\": 20}\n"
#define OUT(frame) "{\"t\": 1, \"dir\": \"out\", \"frame\": \"" frame "\"}\n"
#define IN(frame) "{\"t\": 2, \"dir\": \"in\", \"frame\": \"" frame "\"}\n"
  assert_replays (OPEN OUT ("110000ab") IN ("020001") IN ("110001cd") OUT ("020001"));
  assert_differs (OPEN OUT ("110000ab") IN ("110001cd") OUT ("020000"),
                  "Line 5: another frame; today: acknowledgement, expects 1");
  assert_differs (OPEN OUT ("020000"), "Line 3: a frame that the link would not send; today: nothing");
  assert_differs (OPEN OUT ("110000ab") OUT ("110100cd"), "Line 4: a frame that the link would not send");
  assert_differs (OPEN IN ("110000cd") IN ("110100cd"), "Line 4: the link sends something before; today: "
                                                        "acknowledgement, expects 1");
}

/* Writes the traces of before anew: `test-session-trace --record`. */
static void
record_fixtures (void)
{
  Enrollment self = { NULL };
  g_autoptr (JsonNode) source = enrollment_parse_source (SOURCE);
  g_autoptr (EnlistLabel) label = NULL;
  g_autofree char *label_path = fixture_path ("enrollment", ".label");
  g_autofree char *card_path = fixture_path ("enrollment", ".card");
  g_autofree char *card = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) codes = NULL;

  enrollment_set_up_sensor (&self, NULL);
  label = enrollment_make_label (&self, source);
  codes = enlist_label_dup_texts (label, 0);
  card = enlist_publisher_to_card (self.publisher);
  text = g_strjoinv ("\n", codes);
  g_assert_true (g_file_set_contents (label_path, text, -1, NULL));
  g_assert_true (g_file_set_contents (card_path, card, -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (courses); i++)
    {
      g_autofree char *path = fixture_path (courses[i].name, ".trace");
      g_autofree char *trace = NULL;

      fixed_random_begin ((guint8) i);
      trace = record (&self, label, &courses[i]);
      fixed_random_end ();
      g_assert_true (g_file_set_contents (path, trace, -1, NULL));
    }
  enrollment_tear_down (&self);
}

static void
add (const char *name, gconstpointer data, void (*test) (Enrollment *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/core/session/trace/", name, NULL);

  g_test_add (path, Enrollment, data, enrollment_set_up_sensor, test, enrollment_clear);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  if (argc > 1 && g_str_equal (argv[1], "--record"))
    {
      record_fixtures ();
      return 0;
    }

  add ("records", NULL, test_records);
  add ("cannot-write", NULL, test_cannot_write);
  add ("holds-no-secret", NULL, test_holds_no_secret);
  add ("10.1.7-serial", NULL, test_serial);
  g_test_add_func ("/core/session/trace/parses", test_parses);
  g_test_add_func ("/core/session/trace/differs", test_differs);
  for (gsize i = 0; i < G_N_ELEMENTS (courses); i++)
    {
      g_autofree char *link = g_strconcat ("/core/session/trace/same-link/", courses[i].name, NULL);
      g_autofree char *enrollment = g_strconcat ("same-enrollment/", courses[i].name, NULL);

      g_test_add_data_func (link, &courses[i], test_same_link);
      add (enrollment, &courses[i], test_same_enrollment);
    }

  return g_test_run ();
}
