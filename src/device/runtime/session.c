/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "runtime-private.h"

#include "cose.h"

/* The course of a session (docs/format.md, clause 10.4). */

static void
say (EnlistRuntime *runtime, EnlistMessageType type)
{
  runtime->reply.type = type;
}

void
enlist_session_roll_back (EnlistRuntime *runtime)
{
  bool active = runtime->phase != ENLIST_PHASE_IDLE && runtime->phase != ENLIST_PHASE_COMMITTED;

  if (!active)
    return;

  enlist_stage_clear (runtime);
  runtime->phase = ENLIST_PHASE_IDLE;
  enlist_runtime_event (runtime, ENLIST_EVENT_ROLLED_BACK);
}

void
enlist_session_fail (EnlistRuntime *runtime, EnlistStatus error, int step, const char *text)
{
  EnlistReply *reply = &runtime->reply;

  reply->type = ENLIST_MESSAGE_FAIL;
  reply->error = error;
  reply->step = step;
  reply->step_failed = step >= 0 && runtime->phase == ENLIST_PHASE_RUNNING;
  reply->operation = runtime->execution.step.operation;
  reply->text = text != NULL && text[0] != '\0' ? text : NULL;
  if (reply->step_failed)
    enlist_runtime_event (runtime, ENLIST_EVENT_STEP_FAILED);
  enlist_runtime_event (runtime, ENLIST_EVENT_FAILED);
  enlist_session_roll_back (runtime);
  runtime->phase = ENLIST_PHASE_IDLE;
}

static void
receive_open (EnlistRuntime *runtime, const EnlistMessage *message)
{
  const EnlistStanding *standing = &runtime->standing;
  bool resumes =
      standing->committed && memcmp (standing->session, message->session, ENLIST_SESSION_ID_SIZE) == 0;

  if (runtime->phase != ENLIST_PHASE_IDLE && runtime->phase != ENLIST_PHASE_COMMITTED)
    {
      enlist_session_fail (runtime, ENLIST_E_STATE, -1, "a session is open already");
      return;
    }
  if (standing->owned && !resumes)
    {
      enlist_session_fail (runtime, ENLIST_E_OWNED, -1, NULL);
      return;
    }

  memcpy (runtime->session, message->session, ENLIST_SESSION_ID_SIZE);
  runtime->phase = resumes ? ENLIST_PHASE_COMMITTED : ENLIST_PHASE_OPENED;
  say (runtime, ENLIST_MESSAGE_STATE);
  enlist_runtime_event (runtime, ENLIST_EVENT_OPENED);
}

/* The manifest's signature, by one of the publishers of the identity. */
static EnlistStatus
verify_envelope (EnlistRuntime *runtime, EnlistSlice envelope, EnlistSlice *manifest)
{
  const EnlistIdentity *identity = runtime->info.identity;
  const EnlistCrypto *crypto = runtime->platform->crypto;
  EnlistCoseSign1 sign1;
  EnlistStatus status = enlist_cose_sign1_read (envelope, &sign1);

  if (status != ENLIST_OK)
    return status;
  if (sign1.payload.size > ENLIST_MANIFEST_MAX || sign1.payload.size > runtime->memory.manifest_size)
    return ENLIST_E_TOO_LARGE;
  *manifest = sign1.payload;

  for (unsigned i = 0; i < identity->publisher_count; i++)
    {
      status =
          enlist_cose_sign1_verify (&sign1, crypto, enlist_slice_text (ENLIST_MANIFEST_AAD),
                                    identity->publishers[i], runtime->work, runtime->memory.work_size);
      runtime->publisher = i;
      if (status != ENLIST_E_UNKNOWN_KEY)
        return status;
    }

  return ENLIST_E_UNKNOWN_KEY;
}

static bool
manifest_fits (const EnlistRuntime *runtime)
{
  const EnlistManifest *manifest = &runtime->manifest;
  const EnlistIdentity *identity = runtime->info.identity;

  return enlist_slice_equal (manifest->vendor, identity->vendor)
         && enlist_slice_equal (manifest->model, identity->model)
         && (manifest->serial.size == 0 || enlist_slice_equal (manifest->serial, identity->serial))
         && (manifest->device_key == NULL
             || memcmp (manifest->device_key, runtime->static_public, ENLIST_X25519_SIZE) == 0);
}

static EnlistStatus
accept_manifest (EnlistRuntime *runtime, const EnlistMessage *message, const char **text)
{
  EnlistManifest *manifest = &runtime->manifest;
  uint8_t label_id[ENLIST_LABEL_ID_SIZE];
  EnlistSlice bytes;
  EnlistStatus status = verify_envelope (runtime, message->bytes, &bytes);

  *text = "the publisher's signature is not accepted";
  if (status != ENLIST_OK)
    return status;

  memcpy (runtime->manifest_bytes, bytes.data, bytes.size);
  bytes.data = runtime->manifest_bytes;
  *text = "the manifest is malformed";
  status = enlist_manifest_read (bytes, manifest, NULL);
  if (status != ENLIST_OK)
    return status;
  runtime->application = message->application;
  runtime->execution.custom_fields = manifest->custom_fields;

  *text = "the manifest is not that of the label which keyed the channel";
  enlist_manifest_label_id (runtime->platform->crypto, bytes, label_id);
  if (memcmp (label_id, runtime->label_id, sizeof label_id) != 0)
    return ENLIST_E_HASH;
  *text = "the device has completed a newer application";
  if (manifest->sequence < runtime->standing.floors[runtime->publisher])
    return ENLIST_E_SEQUENCE;
  *text = "the application is for another device";
  if (!manifest_fits (runtime))
    return ENLIST_E_MODEL;
  *text = "the label has no such application";

  return message->application < manifest->application_count ? ENLIST_OK : ENLIST_E_RANGE;
}

/* Asks for more, or goes on with what is complete. */
static void
continue_parts (EnlistRuntime *runtime)
{
  const char *text = NULL;
  int step = -1;
  EnlistStatus status = enlist_part_continue (runtime, &step, &text);

  if (status == ENLIST_E_BUSY)
    {
      say (runtime, ENLIST_MESSAGE_WANT);
      return;
    }
  if (status != ENLIST_OK)
    {
      enlist_session_fail (runtime, status, step, text);
      return;
    }
  runtime->phase = ENLIST_PHASE_READY;
  say (runtime, ENLIST_MESSAGE_READY);
  enlist_runtime_event (runtime, ENLIST_EVENT_READY);
}

static void
receive_manifest (EnlistRuntime *runtime, const EnlistMessage *message)
{
  const char *text = NULL;
  EnlistStatus status = accept_manifest (runtime, message, &text);

  if (status == ENLIST_OK)
    {
      text = "the program is larger than this device takes";
      status = enlist_part_begin (runtime);
    }
  if (status != ENLIST_OK)
    {
      enlist_session_fail (runtime, status, -1, text);
      return;
    }
  runtime->phase = ENLIST_PHASE_FETCHING;
  continue_parts (runtime);
}

static void
receive_part (EnlistRuntime *runtime, const EnlistMessage *message)
{
  EnlistStatus status;

  /* It was under way when the device gave up. */
  if (runtime->phase == ENLIST_PHASE_IDLE)
    return;

  status = enlist_part_receive (runtime, message);
  if (status == ENLIST_OK && enlist_part_is_whole (runtime))
    continue_parts (runtime);
  if (status != ENLIST_OK)
    enlist_session_fail (runtime, status, -1,
                         status == ENLIST_E_STORAGE ? "the device has no room for the part"
                                                    : "these are not the bytes that were asked for");
}

static void
receive_start (EnlistRuntime *runtime)
{
  EnlistStatus status = enlist_execute_start (runtime);

  if (status != ENLIST_OK)
    {
      enlist_session_fail (runtime, status, -1, "the program could not start");
      return;
    }
  runtime->phase = ENLIST_PHASE_RUNNING;
  enlist_runtime_event (runtime, ENLIST_EVENT_STARTED);
}

static void
receive_fields (EnlistRuntime *runtime, const EnlistMessage *message)
{
  EnlistStatus status = enlist_execute_fields (runtime, message->bytes);

  if (status != ENLIST_OK)
    enlist_session_fail (runtime, status, -1,
                         "a value that was sent is not of its field's kind, or does not fit");
}

static void
receive_commit (EnlistRuntime *runtime)
{
  EnlistStatus status = ENLIST_OK;

  if (runtime->phase == ENLIST_PHASE_STAGED)
    status = enlist_stage_commit (runtime);
  if (status == ENLIST_E_STORAGE)
    {
      enlist_session_fail (runtime, status, -1, "the device could not store what was staged");
      return;
    }
  runtime->phase = ENLIST_PHASE_COMMITTED;
  runtime->awaits_end = true;
  /* Without its fuse, or not knowing what it stored, the device says nothing: the assistant will ask again.
   */
  if (status == ENLIST_OK)
    status = enlist_standing_enforce_fuse (runtime);
  if (status != ENLIST_OK)
    {
      enlist_runtime_close (runtime);
      return;
    }
  say (runtime, ENLIST_MESSAGE_DONE);
  enlist_runtime_event (runtime, ENLIST_EVENT_COMMITTED);
}

static void
end_session (EnlistRuntime *runtime, EnlistEventType event)
{
  enlist_session_roll_back (runtime);
  enlist_part_wipe (runtime);
  runtime->phase = ENLIST_PHASE_IDLE;
  if (event == ENLIST_EVENT_ENDED)
    {
      runtime->awaits_end = false;
      enlist_runtime_event (runtime, event);
    }
}

static void
extend (EnlistRuntime *runtime, unsigned seconds)
{
  uint64_t deadline = runtime->platform->clock (runtime->platform->context) + (uint64_t) seconds * 1000;

  if (runtime->deadline < deadline)
    runtime->deadline = deadline;
}

/* Whether a message belongs into the phase. */
static bool
belongs (EnlistPhase phase, EnlistMessageType type)
{
  switch (type)
    {
    case ENLIST_MESSAGE_OPEN: return true;
    case ENLIST_MESSAGE_MANIFEST: return phase == ENLIST_PHASE_OPENED;
    case ENLIST_MESSAGE_PART: return phase == ENLIST_PHASE_FETCHING || phase == ENLIST_PHASE_IDLE;
    case ENLIST_MESSAGE_START: return phase == ENLIST_PHASE_READY;
    case ENLIST_MESSAGE_FIELDS:
      return phase == ENLIST_PHASE_READY || phase == ENLIST_PHASE_RUNNING || phase == ENLIST_PHASE_STAGED;
    case ENLIST_MESSAGE_COMMIT: return phase == ENLIST_PHASE_STAGED || phase == ENLIST_PHASE_COMMITTED;
    case ENLIST_MESSAGE_END: return phase == ENLIST_PHASE_COMMITTED;
    case ENLIST_MESSAGE_WAIT:
    case ENLIST_MESSAGE_IDENTIFY: return phase != ENLIST_PHASE_IDLE;
    case ENLIST_MESSAGE_FAIL:
    case ENLIST_MESSAGE_ABORT: return true;
    default: return false;
    }
}

static void
dispatch (EnlistRuntime *runtime, const EnlistMessage *message)
{
  const EnlistPlatform *platform = runtime->platform;

  switch (message->type)
    {
    case ENLIST_MESSAGE_OPEN: receive_open (runtime, message); break;
    case ENLIST_MESSAGE_MANIFEST: receive_manifest (runtime, message); break;
    case ENLIST_MESSAGE_PART: receive_part (runtime, message); break;
    case ENLIST_MESSAGE_START: receive_start (runtime); break;
    case ENLIST_MESSAGE_FIELDS: receive_fields (runtime, message); break;
    case ENLIST_MESSAGE_COMMIT: receive_commit (runtime); break;
    case ENLIST_MESSAGE_END: end_session (runtime, ENLIST_EVENT_ENDED); break;
    case ENLIST_MESSAGE_FAIL:
    case ENLIST_MESSAGE_ABORT: end_session (runtime, ENLIST_EVENT_ROLLED_BACK); break;
    case ENLIST_MESSAGE_WAIT: extend (runtime, message->seconds); break;
    case ENLIST_MESSAGE_IDENTIFY: platform->identify (platform->context); break;
    default: break;
    }
}

void
enlist_session_receive (EnlistRuntime *runtime, EnlistSlice bytes)
{
  EnlistMessage message;
  EnlistStatus status = enlist_message_read (bytes, &message);

  if (status != ENLIST_OK)
    enlist_session_fail (runtime, status, -1, "a message is malformed");
  else if (!belongs (runtime->phase, message.type))
    enlist_session_fail (runtime, ENLIST_E_STATE, -1, "a message does not belong here");
  else
    dispatch (runtime, &message);
}

static void
fill_state (const EnlistRuntime *runtime, EnlistMessage *message)
{
  message->state = enlist_runtime_state (runtime);
  message->session = runtime->phase == ENLIST_PHASE_COMMITTED ? runtime->session : NULL;
  message->serial = runtime->info.identity->serial;
  message->model = runtime->info.identity->model;
  message->versions = runtime->info.versions;
  message->limit = (unsigned) runtime->memory.message_size;
  message->preset = runtime->info.identity->preset;
}

void
enlist_session_reply (EnlistRuntime *runtime)
{
  EnlistReply *reply = &runtime->reply;
  EnlistMessage message = { .type = (EnlistMessageType) reply->type, .step = reply->step };

  if (reply->step_failed)
    {
      reply->step_failed = false;
      message.type = ENLIST_MESSAGE_STEP;
      message.progress = ENLIST_PROGRESS_FAILED;
      enlist_runtime_send (runtime, &message);
      return;
    }

  if (reply->type == ENLIST_MESSAGE_STATE)
    fill_state (runtime, &message);
  if (reply->type == ENLIST_MESSAGE_WANT)
    {
      message.part = (unsigned) runtime->part;
      message.offset = runtime->part_offset;
    }
  if (reply->type == ENLIST_MESSAGE_DONE)
    {
      message.state = enlist_runtime_state (runtime);
      message.signature = runtime->standing.has_signature ? runtime->standing.signature : NULL;
    }
  if (reply->type == ENLIST_MESSAGE_FAIL)
    {
      message.error = reply->error;
      if (reply->text != NULL)
        message.text = enlist_slice_text (reply->text);
    }
  enlist_runtime_send (runtime, &message);
  *reply = (EnlistReply) { .step = -1 };
}
