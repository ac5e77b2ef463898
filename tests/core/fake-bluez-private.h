/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluez-interfaces.h"
#include "fake-bluez.h"

/* Between the files of the fake. */

/* Whether a script has answered. */
gboolean fake_bluez_answer  (FakeBluez *self, const char *call, gpointer object,
                             GDBusMethodInvocation *invocation);
void     fake_bluez_refuse  (GDBusMethodInvocation *invocation, const char *error, const char *message);
void     fake_bluez_violate (FakeBluez *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* bluetoothd begins, or the adapter comes. */
void     fake_adapter_export (FakeAdapter *self);
void     fake_adapter_unexport (FakeAdapter *self);
void     fake_adapter_free   (gpointer data);

void     fake_device_free   (gpointer data);
/* One advertisement: @duplicates: report it though it is no news */
void     fake_device_hear   (FakeDevice *self, gboolean duplicates);
/* Discovery is over. */
void     fake_device_unhear (FakeDevice *self);
/* Forgets what happened, without a word on the bus. */
void     fake_device_forget (FakeDevice *self);

typedef void (*FakeLater) (FakeDevice *device, gpointer user_data);
/* Runs while the device is connected or connecting. @user_data: freed with @destroy (nullable) */
void     fake_device_later  (FakeDevice *self, guint ms, FakeLater function, gpointer user_data,
                             GDestroyNotify destroy);

/* The objects below a device; they stay when it is disconnected. */
void     fake_gatt_export   (FakeDevice *device);
FakeGatt *fake_gatt_new     (FakeDevice *device);
void     fake_gatt_free     (FakeGatt *self);
void     fake_gatt_pass     (FakeGatt *self, FakeDirection direction, GBytes *frame);
