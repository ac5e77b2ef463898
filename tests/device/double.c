/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "double.h"

#include <stdio.h>

#include "crypto-sodium.h"
#include "test.h"

static uint64_t
now (void *context)
{
  return ((Double *) context)->now;
}

static bool
strikes (Double *platform, Fault fault)
{
  return platform->fault == fault && platform->operations == platform->fault_at;
}

/* Whether the operation has its effect. */
static bool
begin_operation (Double *platform)
{
  if (strikes (platform, FAULT_CUT))
    {
      platform->fault = FAULT_NONE;
      longjmp (platform->cut, 1);
    }

  return !strikes (platform, FAULT_FAIL);
}

static EnlistStatus
end_operation (Double *platform)
{
  bool fails = strikes (platform, FAULT_FAIL) || strikes (platform, FAULT_FAIL_AFTER);

  if (strikes (platform, FAULT_CUT_AFTER))
    {
      platform->fault = FAULT_NONE;
      longjmp (platform->cut, 1);
    }
  platform->operations++;

  return fails ? ENLIST_E_STORAGE : ENLIST_OK;
}

static EnlistStatus
read_state (void *context, uint8_t *buffer, size_t capacity, size_t *size)
{
  Double *platform = context;

  if (platform->state_size > capacity)
    return ENLIST_E_SPACE;
  memcpy (buffer, platform->state, platform->state_size);
  *size = platform->state_size;

  return ENLIST_OK;
}

static EnlistStatus
write_state (void *context, EnlistSlice state)
{
  Double *platform = context;

  if (state.size > sizeof platform->state)
    return ENLIST_E_SPACE;
  if (begin_operation (platform))
    {
      memcpy (platform->state, state.data, state.size);
      platform->state_size = state.size;
    }

  return end_operation (platform);
}

static bool
fuse_is_locked (void *context)
{
  return ((Double *) context)->fuse;
}

static EnlistStatus
lock_fuse (void *context, const uint8_t owner_key[ENLIST_ED25519_PUBLIC_SIZE])
{
  Double *platform = context;

  if (platform->fuse_stuck)
    return ENLIST_E_STORAGE;
  if (begin_operation (platform))
    {
      platform->fuse = true;
      memcpy (platform->fuse_key, owner_key, sizeof platform->fuse_key);
    }

  return end_operation (platform);
}

static void
identify (void *context)
{
  ((Double *) context)->blinks++;
}

static void
count_event (void *context, const EnlistEvent *event)
{
  ((Double *) context)->events[event->type]++;
}

/* Takes three polls, and then only the right passphrase. */
static EnlistCallResult
wifi_join (void *context, EnlistFunctionCall *call)
{
  Double *platform = context;
  EnlistCborReader reader;
  EnlistSlice passphrase = { 0 };
  size_t count;

  platform->polls = call->first ? 0 : platform->polls + 1;
  if (platform->polls < 3)
    return ENLIST_CALL_PENDING;

  enlist_cbor_reader_init (&reader, call->arguments[0]);
  enlist_cbor_read_array (&reader, &count);
  enlist_cbor_read_item (&reader, NULL);
  enlist_cbor_read_text (&reader, &passphrase);
  if (enlist_slice_equal (passphrase, enlist_slice_text (PASSPHRASE)))
    {
      platform->joins++;
      return ENLIST_CALL_DONE;
    }
  snprintf (call->text, sizeof call->text, "wrong passphrase");

  return ENLIST_CALL_FAILED;
}

static EnlistCallResult
calibrate (void *context, EnlistFunctionCall *call)
{
  EnlistCborReader reader;
  int64_t offset = 0;

  enlist_cbor_reader_init (&reader, call->arguments[0]);
  enlist_cbor_read_integer (&reader, &offset);
  enlist_cbor_write_integer (call->results, 2150 + offset);

  return ENLIST_CALL_DONE;
}

/* A firmware that does not keep its word */
static EnlistCallResult
answer_text (void *context, EnlistFunctionCall *call)
{
  enlist_cbor_write_string (call->results, "not a number");

  return ENLIST_CALL_DONE;
}

static EnlistCallResult
answer_nothing (void *context, EnlistFunctionCall *call)
{
  return ENLIST_CALL_DONE;
}

void
double_init (Double *platform)
{
  static const EnlistFunction functions[] = {
    { .number = 1, .name = "wifi.join", .argument_count = 1, .invoke = wifi_join },
    { .number = 64, .name = "calibrate", .argument_count = 1, .result_count = 1, .invoke = calibrate },
    { .number = 65, .name = "text", .result_count = 1, .invoke = answer_text },
    { .number = 66, .name = "nothing", .result_count = 1, .invoke = answer_nothing },
  };

  memset (platform, 0, sizeof *platform);
  platform->now = 1000000;
  platform->platform = (EnlistPlatform) {
    .context = platform,
    .crypto = enlist_crypto_sodium (),
    .clock = now,
    .read_state = read_state,
    .write_state = write_state,
    .fuse_is_locked = fuse_is_locked,
    .lock_fuse = lock_fuse,
    .identify = identify,
    .functions = functions,
    .function_count = sizeof functions / sizeof functions[0],
    .function_context = platform,
    .event = count_event,
  };
}
