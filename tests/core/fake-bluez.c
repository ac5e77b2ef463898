/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fake-bluez-private.h"

#include <string.h>

/* What a central may call; everything else, above all pairing, is a violation. */
static const char *const allowed_calls[] = {
  "Adapter1.RemoveDevice",
  "Adapter1.SetDiscoveryFilter",
  "Adapter1.StartDiscovery",
  "Adapter1.StopDiscovery",
  "Device1.Connect",
  "Device1.Disconnect",
  "GattCharacteristic1.AcquireNotify",
  "GattCharacteristic1.AcquireWrite",
  "GattCharacteristic1.ReadValue",
  "GattCharacteristic1.StartNotify",
  "GattCharacteristic1.StopNotify",
  "GattCharacteristic1.WriteValue",
  "ObjectManager.GetManagedObjects",
  "Properties.Get",
  "Properties.GetAll",
  "Properties.Set",
  NULL,
};

typedef struct {
  char *call;
  guint times;
  FakeAnswer answer;
  gpointer user_data;
  char *error;   /* NULL: never */
  char *message;
} Script;

static void
free_script (gpointer data)
{
  Script *script = data;

  g_free (script->call);
  g_free (script->error);
  g_free (script->message);
  g_free (script);
}

FakeBluez *
fake_bluez_new (void)
{
  FakeBluez *self = g_new0 (FakeBluez, 1);

  self->objects = fake_objects_new ();
  self->adapters = g_ptr_array_new_with_free_func (fake_adapter_free);
  self->devices = g_ptr_array_new_with_free_func (fake_device_free);
  self->answers = g_queue_new ();
  self->violations = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
fake_bluez_free (FakeBluez *self)
{
  fake_bluez_stop (self);
  g_ptr_array_unref (self->devices);
  g_ptr_array_unref (self->adapters);
  g_queue_free_full (self->answers, free_script);
  g_ptr_array_unref (self->violations);
  fake_objects_free (self->objects);
  g_free (self);
}

void
fake_bluez_start (FakeBluez *self)
{
  fake_objects_join (self->objects, g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"), "org.bluez");
  for (guint i = 0; i < self->adapters->len; i++)
    {
      FakeAdapter *adapter = g_ptr_array_index (self->adapters, i);

      if (!adapter->unplugged)
        fake_adapter_export (adapter);
    }
}

void
fake_bluez_stop (FakeBluez *self)
{
  fake_objects_leave (self->objects);
  for (guint i = 0; i < self->devices->len; i++)
    fake_device_forget (g_ptr_array_index (self->devices, i));
  for (guint i = 0; i < self->adapters->len; i++)
    fake_adapter_unexport (g_ptr_array_index (self->adapters, i));
}

void
fake_bluez_script (FakeBluez  *self,
                   const char *call,
                   guint       times,
                   FakeAnswer  answer,
                   gpointer    user_data)
{
  Script *script = g_new0 (Script, 1);

  *script = (Script) { .call = g_strdup (call), .times = times, .answer = answer, .user_data = user_data };
  g_queue_push_tail (self->answers, script);
}

void
fake_bluez_fail (FakeBluez *self, const char *call, guint times, const char *error, const char *message)
{
  Script *script = g_new0 (Script, 1);

  *script = (Script) { .call = g_strdup (call), .times = times, .error = g_strdup (error),
                       .message = g_strdup (message) };
  g_queue_push_tail (self->answers, script);
}

void
fake_bluez_refuse (GDBusMethodInvocation *invocation, const char *error, const char *message)
{
  g_autofree char *name = strchr (error, '.') != NULL ? g_strdup (error)
                                                      : g_strconcat ("org.bluez.Error.", error, NULL);

  g_dbus_method_invocation_return_dbus_error (invocation, name, message);
}

static gboolean
play (Script *script, gpointer object, GDBusMethodInvocation *invocation)
{
  if (script->answer != NULL)
    return script->answer (object, invocation, script->user_data);

  if (script->error != NULL)
    fake_bluez_refuse (invocation, script->error, script->message);
  else
    g_object_unref (invocation);

  return TRUE;
}

gboolean
fake_bluez_answer (FakeBluez *self, const char *call, gpointer object, GDBusMethodInvocation *invocation)
{
  for (GList *item = self->answers->head; item != NULL; item = item->next)
    {
      Script *script = item->data;

      if (!g_str_equal (script->call, call) || script->times == 0)
        continue;
      script->times--;
      return play (script, object, invocation);
    }

  return FALSE;
}

guint
fake_bluez_count (FakeBluez *self, const char *call)
{
  return fake_objects_count_calls (self->objects, call);
}

void
fake_bluez_violate (FakeBluez *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (self->violations, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

void
fake_bluez_assert_clean (FakeBluez *self)
{
  g_autoptr (GPtrArray) calls = fake_objects_dup_calls (self->objects);

  for (guint i = 0; i < calls->len; i++)
    if (!g_strv_contains (allowed_calls, g_ptr_array_index (calls, i)))
      fake_bluez_violate (self, "%s was called", (char *) g_ptr_array_index (calls, i));
  for (guint i = 0; i < self->adapters->len; i++)
    {
      FakeAdapter *adapter = g_ptr_array_index (self->adapters, i);

      if (g_hash_table_size (adapter->clients) > 0)
        fake_bluez_violate (self, "%s still discovers", adapter->path);
    }
  for (guint i = 0; i < self->devices->len; i++)
    {
      FakeDevice *device = g_ptr_array_index (self->devices, i);

      if (device->uri != NULL && (device->connected || device->connecting != NULL))
        fake_bluez_violate (self, "%s is still connected", device->path);
    }

  if (self->violations->len == 0)
    return;
  for (guint i = 0; i < self->violations->len; i++)
    g_test_message ("violation: %s", (char *) g_ptr_array_index (self->violations, i));
  g_test_fail ();
}
