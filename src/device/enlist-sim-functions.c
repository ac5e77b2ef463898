/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-sim-functions.h"

#include <stdio.h>

#include "cbor.h"
#include "enlist-device-json.h"

#define JOIN_TIME (200 * G_TIME_SPAN_MILLISECOND)
#define RAW_READING 2150 /* hundredths of a degree */
#define PROBE_COUNT 4
#define BATTERY_PERCENT 93

struct _EnlistSimFunctions
{
  GObject parent_instance;

  char *folder;
  EnlistDeviceLog *log;
  gint64 join_started;
  gint64 clock_offset; /* seconds that clock.set has added to this computer's clock */
};

G_DEFINE_FINAL_TYPE (EnlistSimFunctions, enlist_sim_functions, G_TYPE_OBJECT)

static void
enlist_sim_functions_finalize (GObject *object)
{
  EnlistSimFunctions *self = ENLIST_SIM_FUNCTIONS (object);

  g_free (self->folder);
  g_clear_object (&self->log);

  G_OBJECT_CLASS (enlist_sim_functions_parent_class)->finalize (object);
}

static void
enlist_sim_functions_class_init (EnlistSimFunctionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_sim_functions_finalize;
}

static void
enlist_sim_functions_init (EnlistSimFunctions *self)
{
}

EnlistSimFunctions *
enlist_sim_functions_new (const char *folder, EnlistDeviceLog *log)
{
  EnlistSimFunctions *self = g_object_new (ENLIST_TYPE_SIM_FUNCTIONS, NULL);

  self->folder = g_strdup (folder);
  self->log = g_object_ref (log);

  return self;
}

static EnlistCallResult
fail_call (EnlistFunctionCall *call, const char *why)
{
  g_strlcpy (call->text, why, sizeof call->text);

  return ENLIST_CALL_FAILED;
}

static gboolean
read_integer (EnlistSlice item, gint64 *value)
{
  EnlistCborReader reader;
  int64_t integer;

  enlist_cbor_reader_init (&reader, item);
  if (enlist_cbor_read_integer (&reader, &integer) != ENLIST_OK)
    return FALSE;
  *value = integer;

  return TRUE;
}

void
enlist_sim_functions_identify (EnlistSimFunctions *self)
{
  enlist_device_log_say (self->log, "blink", NULL);
}

static EnlistCallResult
identify (void *context, EnlistFunctionCall *call)
{
  enlist_sim_functions_identify (context);

  return ENLIST_CALL_DONE;
}

/* An empty passphrase is that of an open network. */
static gboolean
read_wifi (EnlistSlice item, char **ssid, char **passphrase)
{
  EnlistCborReader reader;
  EnlistSlice text, secret = { 0 };
  size_t count;

  enlist_cbor_reader_init (&reader, item);
  if (enlist_cbor_read_array (&reader, &count) != ENLIST_OK || count != 2 ||
      enlist_cbor_read_text (&reader, &text) != ENLIST_OK)
    return FALSE;
  if (enlist_cbor_read_text (&reader, &secret) != ENLIST_OK && enlist_cbor_read_null (&reader) != ENLIST_OK)
    return FALSE;
  *ssid = g_strndup ((const char *) text.data, text.size);
  *passphrase = g_strndup ((const char *) secret.data, secret.size);

  return TRUE;
}

/* What is wrong with joining this network; NULL when it succeeds. */
static const char *
try_network (EnlistSimFunctions *self, const char *ssid, const char *passphrase)
{
  g_autofree char *path = g_build_filename (self->folder, "networks.txt", NULL);
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &contents, NULL, NULL))
    return NULL;

  lines = g_strsplit (contents, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], "\t", 2);

      if (columns[0] == NULL || g_strcmp0 (columns[0], ssid) != 0)
        continue;

      return g_strcmp0 (columns[1] != NULL ? columns[1] : "", passphrase) == 0 ? NULL
                                                                              : "the passphrase was refused";
    }

  return "no such network in reach";
}

static EnlistCallResult
wifi_join (void *context, EnlistFunctionCall *call)
{
  EnlistSimFunctions *self = context;
  g_autofree char *ssid = NULL;
  g_autofree char *passphrase = NULL;
  const char *problem;

  if (!read_wifi (call->arguments[0], &ssid, &passphrase))
    return fail_call (call, "no network was given");
  if (call->first)
    self->join_started = g_get_monotonic_time ();
  if (g_get_monotonic_time () - self->join_started < JOIN_TIME)
    return ENLIST_CALL_PENDING;

  problem = try_network (self, ssid, passphrase);
  if (problem != NULL)
    return fail_call (call, problem);
  enlist_device_log_say (self->log, "joined", ssid);

  return ENLIST_CALL_DONE;
}

static EnlistCallResult
self_test (void *context, EnlistFunctionCall *call)
{
  EnlistSimFunctions *self = context;

  enlist_cbor_write_bool (call->results, g_file_test (self->folder, G_FILE_TEST_IS_DIR));

  return ENLIST_CALL_DONE;
}

static EnlistCallResult
clock_set (void *context, EnlistFunctionCall *call)
{
  EnlistSimFunctions *self = context;
  gint64 seconds;

  if (!read_integer (call->arguments[0], &seconds) || seconds < 0 || seconds > G_MAXUINT32)
    return fail_call (call, "not a time");
  self->clock_offset = seconds - g_get_real_time () / G_TIME_SPAN_SECOND;

  return ENLIST_CALL_DONE;
}

/* {"topic": ..., "value": ...} of the arguments; NULL when the topic is not a text */
static GString *
describe_publication (const EnlistSlice arguments[2])
{
  GString *json = g_string_new ("\"topic\": ");
  EnlistCborReader reader;
  EnlistSlice topic;

  enlist_cbor_reader_init (&reader, arguments[0]);
  if (enlist_cbor_read_text (&reader, &topic) != ENLIST_OK)
    {
      g_string_free (json, TRUE);
      return NULL;
    }
  enlist_device_json_append_text (json, topic);
  g_string_append (json, ", \"value\": ");
  enlist_cbor_reader_init (&reader, arguments[1]);
  enlist_device_json_append_value (json, &reader);

  return json;
}

static EnlistCallResult
publish (void *context, EnlistFunctionCall *call)
{
  EnlistSimFunctions *self = context;
  GString *members = describe_publication (call->arguments);
  g_autofree char *path = g_build_filename (self->folder, "published.jsonl", NULL);
  gboolean written;
  FILE *file;

  if (members == NULL)
    return fail_call (call, "the topic is not a text");
  file = fopen (path, "ae");
  written = file != NULL && fprintf (file, "{%s}\n", members->str) > 0;
  written = file != NULL && fclose (file) == 0 && written;
  enlist_device_log_members (self->log, "published", members->str);
  g_string_free (members, TRUE);

  return written ? ENLIST_CALL_DONE : fail_call (call, "there is no room");
}

static EnlistCallResult
calibrate (void *context, EnlistFunctionCall *call)
{
  gint64 offset;

  if (!read_integer (call->arguments[0], &offset) || ABS (offset) > 1000)
    return fail_call (call, "the offset is beyond 10 degrees");
  enlist_cbor_write_integer (call->results, RAW_READING + offset);

  return ENLIST_CALL_DONE;
}

static EnlistCallResult
probe_select (void *context, EnlistFunctionCall *call)
{
  gint64 probe;

  if (!read_integer (call->arguments[0], &probe) || probe < 0 || probe >= PROBE_COUNT)
    return fail_call (call, "there is no such probe");

  return ENLIST_CALL_DONE;
}

/* measured = (raw + offset) * factor */
static EnlistCallResult
scale (void *context, EnlistFunctionCall *call)
{
  gint64 offset, factor;

  if (!read_integer (call->arguments[0], &offset) || !read_integer (call->arguments[1], &factor) ||
      factor == 0)
    return fail_call (call, "the factor is nothing to multiply with");

  return ENLIST_CALL_DONE;
}

static EnlistCallResult
battery (void *context, EnlistFunctionCall *call)
{
  enlist_cbor_write_unsigned (call->results, BATTERY_PERCENT);

  return ENLIST_CALL_DONE;
}

const EnlistFunction *
enlist_sim_functions_get_table (size_t *count)
{
  static const EnlistFunction table[] = {
    { .number = 0, .name = "identify", .invoke = identify },
    { .number = 1, .name = "wifi.join", .argument_count = 1, .invoke = wifi_join },
    { .number = 2, .name = "self-test", .result_count = 1, .invoke = self_test },
    { .number = 3, .name = "clock.set", .argument_count = 1, .invoke = clock_set },
    { .number = 4, .name = "publish", .argument_count = 2, .invoke = publish },
    { .number = 64, .name = "calibrate", .argument_count = 1, .result_count = 1, .invoke = calibrate },
    { .number = 65, .name = "probe-select", .argument_count = 1, .invoke = probe_select },
    { .number = 66, .name = "battery", .result_count = 1, .invoke = battery },
    { .number = 67, .name = "scale", .argument_count = 2, .invoke = scale },
  };

  *count = G_N_ELEMENTS (table);

  return table;
}
