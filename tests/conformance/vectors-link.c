/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "vector.h"

#include "announcement.h"
#include "crypto-sodium.h"
#include "link.h"
#include "serial.h"

#include <string.h>

#define TIMEOUT_MS 1000

static EnlistStatus
begin_link (Vector     *vector,
            EnlistLink *link,
            size_t      mtu)
{
  return enlist_link_init (link, mtu, TIMEOUT_MS, vector_memory (vector, ENLIST_LINK_MAX_MESSAGE),
                           vector_memory (vector, ENLIST_LINK_MAX_MESSAGE));
}

static EnlistSlice
get_element (Vector     *vector,
             const char *member,
             guint       index)
{
  JsonArray *array = json_object_get_array_member (vector->inputs, member);

  return vector_decode (vector, json_array_get_string_element (array, index));
}

static guint
count_elements (Vector     *vector,
                const char *member)
{
  return json_array_get_length (json_object_get_array_member (vector->inputs, member));
}

/* Adds what the link sends now. */
static void
add_frames (EnlistLink *link,
            JsonArray  *frames,
            bool        acknowledge)
{
  uint8_t frame[ENLIST_LINK_MAX_FRAME];
  size_t size = 0;

  while (enlist_link_next_frame (link, frame, sizeof frame, &size))
    {
      const uint8_t acknowledgement[] = { ENLIST_LINK_ACKNOWLEDGEMENT, 0, (uint8_t) (frame[1] + 1) };

      json_array_add_element (frames, vector_hex_node (enlist_slice (frame, size)));
      if (acknowledge)
        g_assert_cmpint (
          enlist_link_receive (link, enlist_slice (acknowledgement, sizeof acknowledgement)), ==, ENLIST_OK);
    }
}

static EnlistStatus
run_frames (Vector *vector)
{
  g_autoptr (JsonArray) frames = json_array_new ();
  EnlistLink link;
  EnlistStatus status =
    begin_link (vector, &link, (size_t) json_object_get_int_member (vector->inputs, "mtu"));

  for (guint i = 0; status == ENLIST_OK && i < count_elements (vector, "messages"); i++)
    {
      status = enlist_link_send (&link, get_element (vector, "messages", i));
      if (status == ENLIST_OK)
        add_frames (&link, frames, true);
    }
  if (status == ENLIST_OK)
    vector->result = json_node_init_array (json_node_alloc (), frames);

  return status;
}

static EnlistStatus
run_joining (Vector *vector)
{
  g_autoptr (JsonObject) result = json_object_new ();
  JsonArray *messages = json_array_new (), *answers = json_array_new ();
  gint64 held = json_object_get_int_member (vector->inputs, "held");
  EnlistSlice message;
  EnlistLink link;

  g_assert_cmpint (begin_link (vector, &link, ENLIST_LINK_MIN_FRAME), ==, ENLIST_OK);
  for (guint i = 0; i < count_elements (vector, "frames"); i++)
    {
      JsonArray *due = json_array_new ();

      enlist_link_receive (&link, get_element (vector, "frames", i));
      while (i >= held && enlist_link_next_message (&link, &message))
        json_array_add_element (messages, vector_hex_node (message));
      add_frames (&link, due, false);
      json_array_add_array_element (answers, due);
    }
  json_object_set_array_member (result, "messages", messages);
  json_object_set_array_member (result, "answers", answers);
  vector->result = json_node_init_object (json_node_alloc (), result);

  return ENLIST_OK;
}

static EnlistStatus
run_serial (Vector *vector)
{
  uint8_t line[ENLIST_SERIAL_MAX_ENCODED];
  size_t size = 0;
  EnlistStatus status = enlist_serial_encode (vector_bytes (vector, "frame"), line, sizeof line, &size);

  if (status == ENLIST_OK)
    vector->result = vector_hex_node (enlist_slice (line, size));

  return status;
}

static EnlistStatus
run_line (Vector *vector)
{
  g_autoptr (JsonObject) result = json_object_new ();
  JsonArray *frames = json_array_new ();
  EnlistSlice line = vector_bytes (vector, "line"), frame;
  EnlistSerialDecoder decoder = { .size = 0 };

  while (enlist_serial_decode (&decoder, &line, &frame))
    json_array_add_element (frames, vector_hex_node (frame));
  json_object_set_array_member (result, "frames", frames);
  json_object_set_int_member (result, "damaged", decoder.damaged);
  vector->result = json_node_init_object (json_node_alloc (), result);

  return ENLIST_OK;
}

static EnlistStatus
run_announcement (Vector *vector)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  EnlistAnnouncement announcement = {
    .flags = (unsigned) json_object_get_int_member (vector->inputs, "flags"),
  };
  uint8_t bytes[ENLIST_ANNOUNCEMENT_SIZE];
  EnlistStatus status;

  enlist_announcement_device (crypto, vector_bytes (vector, "device_key").data, announcement.device);
  status = enlist_announcement_model (crypto, vector_text (vector, "vendor"), vector_text (vector, "model"),
                                      announcement.model);
  enlist_announcement_write (&announcement, bytes);
  if (status == ENLIST_OK)
    vector->result = vector_hex_node (enlist_slice (bytes, sizeof bytes));

  return status;
}

static EnlistStatus
run_sighting (Vector *vector)
{
  g_autoptr (JsonObject) result = json_object_new ();
  EnlistAnnouncement announcement;
  EnlistStatus status = enlist_announcement_read (vector_bytes (vector, "hex"), &announcement);

  if (status != ENLIST_OK)
    return status;

  json_object_set_int_member (result, "flags", announcement.flags);
  json_object_set_member (
    result, "device", vector_hex_node (enlist_slice (announcement.device, sizeof announcement.device)));
  json_object_set_member (
    result, "model", vector_hex_node (enlist_slice (announcement.model, sizeof announcement.model)));
  vector->result = json_node_init_object (json_node_alloc (), result);

  return ENLIST_OK;
}

const VectorFile vector_link_files[] = {
  { "10.1.1-frames", run_frames },
  { "10.1.3-joining", run_joining },
  { "10.1.7-serial", run_serial },
  { "10.1.7-lines", run_line },
  { "10.1.9-announcement", run_announcement },
  { "10.1.9-sighting", run_sighting },
  { NULL },
};
