/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluetooth.h"
#include "enrollment.h"
#include "fake-bluez.h"

/*
 * An enrollment over Bluetooth: bluetoothd played by a FakeBluez with one adapter, and in its air a device,
 * behind which the real enlist-device runs, and somebody else's. Limits of time are a twentieth of what they
 * are for a person.
 */
typedef struct {
  Enrollment enrollment;
  FakeBluez *bluez;
  FakeAdapter *adapter;       /* hci0 */
  FakeDevice *device;
  FakeDevice *stranger;       /* of the same service: another device */
  char *rfkill;               /* folder in place of the kernel's */
  EnlistBluetooth *bluetooth; /* made when it is first needed */
  GCancellable *cancellable;
  EnlistRecord *record;       /* what the enrollment ended with */
  GError *error;
} BluezFixture;

#define BLUEZ_HASTE 20

/* For g_test_add(); bluetoothd runs, unless @data is BLUEZ_ABSENT. */
#define BLUEZ_ABSENT ((gconstpointer) 1)
void bluez_set_up    (BluezFixture *self, gconstpointer data);
/* Fails the test when something is left open. */
void bluez_tear_down (BluezFixture *self, gconstpointer data);

#define BLUEZ_TEST(name, function)                                                                          \
  g_test_add ("/core/bluez/" name, BluezFixture, NULL, bluez_set_up, function, bluez_tear_down)

/* Of ATT, 23 to 517; before the enrollment. */
void bluez_set_mtu (BluezFixture *self, guint mtu);

/* (transfer none) */
EnlistBluetooth *bluez_get_bluetooth (BluezFixture *self);
/* Until it is no more ENLIST_BLUETOOTH_STARTING */
EnlistBluetoothState bluez_wait_for_state (BluezFixture *self);

/* Enrolls the device to an end; the label names only "ble:". */
void bluez_enroll (BluezFixture *self);

void bluez_assert_enrolled (BluezFixture *self);
/* @text: what stands in the message */
void bluez_assert_failed   (BluezFixture *self, int code, const char *text);
/* With that many calls of the method */
void bluez_assert_calls    (BluezFixture *self, const char *call, guint count);

/* Runs the main loop until the function answers TRUE, at most 10 seconds. */
typedef gboolean (*BluezCondition) (BluezFixture *self);
void bluez_wait_until (BluezFixture *self, BluezCondition condition);
