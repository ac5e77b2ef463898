/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "runtime-private.h"

/* Link, channel and time. What the messages mean is in session.c. */

#define LINK_TIMEOUT_MS 1000
#define CLOSE_TIMEOUT_MS 3000 /* how long a last word may take to be acknowledged */
#define CALL_POLL_MS 20
#define KEY_QUERY_SIZE (1 + ENLIST_LABEL_ID_SIZE) /* clause 10.2.5 */
#define STATE_OVERHEAD 32 /* bytes of `state` besides serial number, model and versions, rounded up */

_Static_assert (sizeof (EnlistRuntimeKey) == ENLIST_RUNTIME_KEY_SIZE, "a key has another size");

static uint64_t
now (const EnlistRuntime *runtime)
{
  return runtime->platform->clock (runtime->platform->context);
}

static void
rearm (EnlistRuntime *runtime)
{
  uint64_t deadline = now (runtime) + ENLIST_RUNTIME_FAILSAFE_MS;

  /* `wait` may have set it further away. */
  if (runtime->deadline < deadline)
    runtime->deadline = deadline;
}

void
enlist_runtime_event (EnlistRuntime *runtime, EnlistEventType type)
{
  EnlistEvent event = { .type = type, .step = -1 };

  if (runtime->platform->event == NULL)
    return;

  if (type >= ENLIST_EVENT_STEP_RUNNING && type <= ENLIST_EVENT_STEP_FAILED)
    {
      event.step = (int) runtime->execution.step.index;
      event.operation = runtime->execution.step.operation;
    }
  if (type == ENLIST_EVENT_FAILED || type == ENLIST_EVENT_REFUSED)
    {
      event.status = runtime->reply.error;
      event.step = type == ENLIST_EVENT_FAILED ? runtime->reply.step : -1;
      event.operation = runtime->reply.operation;
      event.text = runtime->reply.text;
    }
  runtime->platform->event (runtime->platform->context, &event);
}

void
enlist_runtime_close (EnlistRuntime *runtime)
{
  runtime->closing = true;
  runtime->deadline = now (runtime) + CLOSE_TIMEOUT_MS;
}

static void
reset_session (EnlistRuntime *runtime)
{
  enlist_session_roll_back (runtime);
  runtime->phase = ENLIST_PHASE_IDLE;
  runtime->reply = (EnlistReply) { .step = -1 };
  enlist_channel_clear (&runtime->channel);
}

static void
await_hello (EnlistRuntime *runtime)
{
  reset_session (runtime);
  enlist_channel_init_device (&runtime->channel, runtime->platform->crypto,
                              runtime->info.identity->static_secret);
  runtime->deadline = now (runtime) + ENLIST_RUNTIME_FAILSAFE_MS;
}

static bool
memory_suffices (const EnlistRuntimeMemory *memory)
{
  size_t needed = ENLIST_RUNTIME_MEMORY_SIZE (memory->message_size, memory->manifest_size,
                                              memory->program_size, memory->values_size, memory->work_size,
                                              memory->key_count);

  return memory->message_size >= ENLIST_MESSAGE_MIN_LIMIT && memory->message_size <= ENLIST_MESSAGE_MAX
         && memory->work_size >= memory->manifest_size + ENLIST_RUNTIME_MIN_WORK && memory->size >= needed;
}

static void
divide_memory (EnlistRuntime *runtime)
{
  const EnlistRuntimeMemory *memory = &runtime->memory;
  uint8_t *next = memory->bytes;

  runtime->send_buffer = next;
  next += memory->message_size + ENLIST_CHANNEL_OVERHEAD;
  runtime->receive_buffer = next;
  next += memory->message_size + ENLIST_CHANNEL_OVERHEAD;
  runtime->manifest_bytes = next;
  next += memory->manifest_size;
  runtime->program = next;
  next += memory->program_size;
  enlist_field_store_init (&runtime->execution.fields, next, memory->values_size);
  next += memory->values_size;
  runtime->work = next;
  runtime->execution.work = next;
  runtime->execution.work_size = memory->work_size;
  next += memory->work_size;
  runtime->keys = (EnlistRuntimeKey *) next;
}

static bool
info_suffices (const EnlistRuntimeInfo *info, size_t message_size)
{
  size_t state_size = STATE_OVERHEAD + info->identity->serial.size + info->identity->model.size
                      + info->versions.size;

  return enlist_field_check_value (ENLIST_KIND_LIST, info->versions) == ENLIST_OK
         && enlist_field_check_value (ENLIST_KIND_LIST, info->capabilities) == ENLIST_OK
         && state_size <= message_size;
}

EnlistStatus
enlist_runtime_init (EnlistRuntime             *runtime,
                     const EnlistPlatform      *platform,
                     const EnlistRuntimeInfo   *info,
                     const EnlistRuntimeMemory *memory)
{
  const EnlistCrypto *crypto = platform->crypto;

  memset (runtime, 0, sizeof *runtime);
  runtime->platform = platform;
  runtime->info = *info;
  runtime->memory = *memory;
  runtime->execution.platform = platform;
  runtime->channel.crypto = crypto;
  runtime->reply.step = -1;
  runtime->broken = true;
  runtime->power_on = now (runtime);

  if (!memory_suffices (memory) || !info_suffices (info, memory->message_size))
    return ENLIST_E_RANGE;
  divide_memory (runtime);
  if (!crypto->x25519 (crypto->context, runtime->static_public, info->identity->static_secret, NULL))
    return ENLIST_E_CRYPTO;

  return enlist_standing_load (runtime);
}

static size_t
buffer_size (const EnlistRuntime *runtime)
{
  return runtime->memory.message_size + ENLIST_CHANNEL_OVERHEAD;
}

EnlistStatus
enlist_runtime_link_up (EnlistRuntime *runtime, size_t mtu)
{
  EnlistStatus status;

  if (runtime->link_is_up)
    enlist_runtime_link_down (runtime);

  status =
      enlist_link_init (&runtime->link, mtu, LINK_TIMEOUT_MS, runtime->send_buffer, runtime->receive_buffer);
  if (status != ENLIST_OK)
    return status;
  enlist_link_set_capacity (&runtime->link, buffer_size (runtime), buffer_size (runtime));
  runtime->link_is_up = true;
  runtime->closing = false;
  /* The storage may have recovered. */
  if (runtime->broken)
    enlist_standing_load (runtime);
  await_hello (runtime);

  return ENLIST_OK;
}

void
enlist_runtime_link_down (EnlistRuntime *runtime)
{
  const EnlistCrypto *crypto = runtime->platform->crypto;

  if (!runtime->link_is_up)
    return;

  reset_session (runtime);
  runtime->link_is_up = false;
  runtime->closing = false;
  crypto->wipe (crypto->context, runtime->send_buffer, buffer_size (runtime));
  crypto->wipe (crypto->context, runtime->receive_buffer, buffer_size (runtime));
}

static void
refuse_hello (EnlistRuntime *runtime, EnlistStatus status)
{
  uint8_t answer = (uint8_t) status;

  runtime->reply.error = status;
  enlist_runtime_event (runtime, ENLIST_EVENT_REFUSED);
  runtime->reply.error = ENLIST_OK;
  enlist_link_send (&runtime->link, enlist_slice (&answer, 1));
  enlist_runtime_close (runtime);
}

static bool
throttled (const EnlistRuntime *runtime)
{
  uint64_t oldest = runtime->failures[runtime->failure_count % ENLIST_RUNTIME_THROTTLE_COUNT];

  return runtime->failure_count >= ENLIST_RUNTIME_THROTTLE_COUNT
         && now (runtime) - oldest < ENLIST_RUNTIME_THROTTLE_MS;
}

static void
note_failure (EnlistRuntime *runtime)
{
  runtime->failures[runtime->failure_count % ENLIST_RUNTIME_THROTTLE_COUNT] = now (runtime);
  runtime->failure_count++;
  /* Keeps the ring's position when the count would wrap. */
  if (runtime->failure_count == 2 * ENLIST_RUNTIME_THROTTLE_COUNT)
    runtime->failure_count = ENLIST_RUNTIME_THROTTLE_COUNT;
}

static bool
is_key_query (EnlistSlice hello)
{
  static const uint8_t query[KEY_QUERY_SIZE] = { ENLIST_CHANNEL_VERSION };

  return enlist_slice_equal (hello, enlist_slice (query, sizeof query));
}

static void
answer_key_query (EnlistRuntime *runtime)
{
  uint8_t answer[1 + ENLIST_X25519_SIZE] = { ENLIST_CHANNEL_VERSION };

  memcpy (answer + 1, runtime->static_public, ENLIST_X25519_SIZE);
  enlist_link_send (&runtime->link, enlist_slice (answer, sizeof answer));
}

static void
receive_hello (EnlistRuntime *runtime, EnlistSlice hello)
{
  const EnlistIdentity *identity = runtime->info.identity;
  EnlistSlice secret = enlist_slice (identity->label_secret,
                                     identity->label_secret != NULL ? ENLIST_LABEL_SECRET_SIZE : 0);
  uint8_t answer[ENLIST_CHANNEL_ANSWER_SIZE];
  EnlistStatus status;
  size_t size;

  if (runtime->broken || throttled (runtime))
    {
      refuse_hello (runtime, ENLIST_E_BUSY);
      return;
    }
  if (identity->development && is_key_query (hello))
    {
      answer_key_query (runtime);
      return;
    }

  status = enlist_channel_peek_label_id (hello, runtime->label_id);
  if (status == ENLIST_OK)
    status = enlist_channel_read_hello (&runtime->channel, hello, secret);
  if (status == ENLIST_OK)
    status = enlist_channel_write_answer (&runtime->channel, answer, sizeof answer, &size);
  if (status != ENLIST_OK)
    {
      note_failure (runtime);
      refuse_hello (runtime, status == ENLIST_E_VERSION ? status : ENLIST_E_HANDSHAKE);
      return;
    }

  enlist_link_send (&runtime->link, enlist_slice (answer, size));
  rearm (runtime);
  enlist_runtime_event (runtime, ENLIST_EVENT_CONNECTED);
}

static void
receive_message (EnlistRuntime *runtime, EnlistSlice message)
{
  uint8_t *plaintext = runtime->receive_buffer; /* in place */
  size_t size;

  if (runtime->channel.stage != ENLIST_CHANNEL_OPEN)
    {
      receive_hello (runtime, message);
      return;
    }
  if (enlist_channel_open (&runtime->channel, message, plaintext, buffer_size (runtime), &size) != ENLIST_OK)
    {
      enlist_session_roll_back (runtime);
      runtime->phase = ENLIST_PHASE_IDLE;
      enlist_runtime_close (runtime);
      return;
    }

  rearm (runtime);
  enlist_session_receive (runtime, enlist_slice (plaintext, size));
}

void
enlist_runtime_send (EnlistRuntime *runtime, const EnlistMessage *message)
{
  size_t size;
  EnlistStatus status = enlist_message_write (message, runtime->send_buffer, runtime->memory.message_size,
                                              &size);

  if (status == ENLIST_OK)
    status = enlist_channel_seal (&runtime->channel, enlist_slice (runtime->send_buffer, size),
                                  runtime->send_buffer, buffer_size (runtime), &size);
  if (status == ENLIST_OK)
    status = enlist_link_send (&runtime->link, enlist_slice (runtime->send_buffer, size));
  if (status != ENLIST_OK)
    {
      enlist_session_roll_back (runtime);
      runtime->phase = ENLIST_PHASE_IDLE;
      enlist_runtime_close (runtime);
    }
}

/*
 * Goes on as far as the link allows. A message is taken only when the answer to the one before is on its way,
 * so that one reply is all there ever is to remember.
 * Answers whether it did anything.
 */
static bool
pump (EnlistRuntime *runtime)
{
  EnlistSlice message;
  bool progress = true;
  unsigned rounds = 0;

  while (progress && runtime->link_is_up && !runtime->closing)
    {
      progress = false;
      rounds++;
      if (runtime->reply.type == 0 && enlist_link_next_message (&runtime->link, &message))
        {
          receive_message (runtime, message);
          progress = true;
        }
      if (runtime->closing || !enlist_link_idle (&runtime->link))
        continue;
      if (runtime->reply.type != 0)
        {
          enlist_session_reply (runtime);
          progress = true;
        }
      else if (runtime->phase == ENLIST_PHASE_RUNNING)
        progress |= enlist_execute_advance (runtime);
    }

  return rounds > 1 || progress;
}

void
enlist_runtime_receive_frame (EnlistRuntime *runtime, EnlistSlice frame)
{
  uint8_t reason;

  if (!runtime->link_is_up)
    return;

  if (enlist_link_receive (&runtime->link, frame) == ENLIST_E_TOO_LARGE)
    {
      /* An assistant that does not heed `limit`: it would send this again and again. */
      await_hello (runtime);
      enlist_link_reset (&runtime->link, ENLIST_E_TOO_LARGE);
    }
  if (enlist_link_take_reset (&runtime->link, &reason))
    {
      runtime->closing = false;
      await_hello (runtime);
    }
  pump (runtime);
}

bool
enlist_runtime_next_frame (EnlistRuntime *runtime, uint8_t *frame, size_t capacity, size_t *size)
{
  if (!runtime->link_is_up)
    return false;

  return enlist_link_next_frame (&runtime->link, frame, capacity, size);
}

static void
expire (EnlistRuntime *runtime)
{
  bool active = runtime->phase != ENLIST_PHASE_IDLE && runtime->phase != ENLIST_PHASE_COMMITTED;

  if (!active || runtime->reply.type != 0)
    {
      enlist_session_roll_back (runtime);
      runtime->phase = ENLIST_PHASE_IDLE;
      enlist_runtime_close (runtime);
      return;
    }
  enlist_session_fail (runtime, ENLIST_E_TIMEOUT, -1, "the assistant was silent for too long");
  rearm (runtime);
}

/* How much longer a device with an owner advertises for having been switched on */
static uint32_t
advertising_left (const EnlistRuntime *runtime)
{
  uint64_t elapsed = now (runtime) - runtime->power_on;

  return elapsed < ENLIST_RUNTIME_ADVERTISING_MS ? (uint32_t) (ENLIST_RUNTIME_ADVERTISING_MS - elapsed) : 0;
}

bool
enlist_runtime_wants_advertising (const EnlistRuntime *runtime)
{
  return !runtime->standing.owned || runtime->awaits_end || advertising_left (runtime) > 0;
}

void
enlist_runtime_announcement (const EnlistRuntime *runtime, uint8_t announcement[ENLIST_ANNOUNCEMENT_SIZE])
{
  const EnlistIdentity *identity = runtime->info.identity;
  EnlistAnnouncement content = { 0 };

  if (runtime->standing.owned)
    content.flags |= ENLIST_ANNOUNCEMENT_OWNED;
  if (runtime->link_is_up)
    content.flags |= ENLIST_ANNOUNCEMENT_BUSY;
  enlist_announcement_device (runtime->platform->crypto, runtime->static_public, content.device);
  enlist_announcement_model (runtime->platform->crypto, identity->vendor, identity->model, content.model);
  enlist_announcement_write (&content, announcement);
}

/* Time alone changes enlist_runtime_wants_advertising() only once. */
static uint32_t
idle_wait (const EnlistRuntime *runtime)
{
  uint32_t left = advertising_left (runtime);

  return runtime->standing.owned && !runtime->awaits_end && left > 0 ? left : ENLIST_LINK_NEVER;
}

void
enlist_runtime_tick (EnlistRuntime *runtime, uint32_t *wait_ms)
{
  uint64_t time;
  uint32_t wait;
  bool progress;

  *wait_ms = idle_wait (runtime);
  if (!runtime->link_is_up)
    return;

  time = now (runtime);
  if (time >= runtime->deadline && !runtime->closing)
    expire (runtime);
  progress = pump (runtime);
  if (enlist_link_tick (&runtime->link, time, wait_ms) != ENLIST_OK)
    {
      enlist_session_roll_back (runtime);
      runtime->phase = ENLIST_PHASE_IDLE;
      runtime->closing = true;
      runtime->deadline = time;
    }
  wait = idle_wait (runtime);
  if (wait < *wait_ms)
    *wait_ms = wait;
  wait = runtime->deadline > time ? (uint32_t) (runtime->deadline - time) : 0;
  if (runtime->execution.call_pending && wait > CALL_POLL_MS)
    wait = CALL_POLL_MS;
  if (progress)
    wait = 0; /* there may be frames to take */
  if (wait < *wait_ms)
    *wait_ms = wait;
}

bool
enlist_runtime_wants_close (const EnlistRuntime *runtime)
{
  return runtime->link_is_up && runtime->closing
         && (enlist_link_settled (&runtime->link) || now (runtime) >= runtime->deadline);
}

EnlistDeviceState
enlist_runtime_state (const EnlistRuntime *runtime)
{
  if (runtime->standing.owned)
    return ENLIST_DEVICE_OWNED;

  return runtime->phase == ENLIST_PHASE_RUNNING || runtime->phase == ENLIST_PHASE_STAGED
             ? ENLIST_DEVICE_PROVISIONAL
             : ENLIST_DEVICE_UNOWNED;
}
