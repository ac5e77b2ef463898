/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "deflate.h"

/*
 * What labels have in common, so that it costs a reference instead of its bytes. The nearer to the end, the
 * cheaper: what every label has stands last. There is nobody's name in it. Changing a byte makes another
 * format: ENLIST_DEFLATE_FORMAT counts them.
 */
static const char dictionary[] =
  /* instructions in several languages, then English and German; kinds of parts and values; addresses */
  " Naciśnij przycisk. Zamontuj urządzenie. Otwórz pokrywę. Poczekaj, aż czujnik numer wysokość bateria "
  "zawór pompa "
  " Druk op de knop. Monteer het apparaat. Open het deksel. Wacht tot het lampje knippert. sensor "
  "hoogte nummer van de batterij "
  " Pressione o botão. Instale o dispositivo. Abra a tampa. Aguarde até que número altura do da bateria "
  "válvula bomba "
  " Premere il pulsante. Montare il dispositivo. Aprire il coperchio. Attendere che sensore numero "
  "altezza della batteria valvola pompa "
  " Pulse el botón. Monte el dispositivo. Abra la tapa. Espere hasta que número de la altura del "
  "batería válvula bomba por favor conecte "
  " Appuyez sur le bouton. Montez l’appareil. Ouvrez le couvercle. Attendez que la lampe clignote, puis "
  "le capteur numéro des hauteur niveau de la batterie vanne pompe pendant secondes "
  "text/plainapplication/jsonapplication/cborapplication/octet-streamapplication/wasm"
  " temperature humidity pressure moisture sensor switch meter gateway lamp light door window valve "
  "pump diameter power battery voltage current energy water heat flow level motion contact alarm limit "
  "status interval offset factor mode unit size pipe type tag zone area line asset floor room building "
  "YesNoOnOff°C"
  " Bitte die Anzahl der Höhe über dem Messbereich Durchmesser Nummer des Höchster in cm Öffnen Sie den "
  "Deckel. Schließen Sie das Gehäuse. Warten Sie, bis die Lampe leuchtet blinkt. Batterie wechseln. "
  "Gerät einbauen. Ventil Pumpe Zähler Rohr  Drücken Sie die Taste. Montieren Sie den Sensor, dann "
  "seine Taste drücken. Kalibriert sich Stellt Prüft Kein Keine ist nicht mit dem und auf ein eine "
  "einen "
  " Please enter the number of the Highest Lowest in cm above the ground Open the cover. Close the "
  "Switch on the power and wait until the light blinks. Change the battery. Install the Replace the "
  "Remove the Connect the cable Scan the Check the connection. No catalog knows this could not be is "
  "not is out of order. failed.  Is the installed connected correctly? Tests itself Calibrates itself "
  "Sets the Sets its Reads Starts Stops Turns on Mount the sensor in the then press its button. Press "
  "the button. "
  "mqtts://https://coaps://api/v1/telemetry.net.org.com:8883:443:5683"
  /* language tags, patterns */
  "zhjabplbnlbptbitbesbfrben" "\x07" "p[A-Z]{2}[0-9]{4}[A-Z0-9]+"
  /* what IoT applications are made of, and configurations */
  "\x83\x18\x19\x81\x00\x81" "\x83\x18\x19\x83\x02\x01\x18\x40\x81"
  "\x83\x18\x19\x82\x02\x00\x81\x84\x10\x00\x80\x80"
  "\x83\x02\x82\x05\x82\x00\x18\x40\x82\x00\x18\x41\x81"
  "\x83\x18\x19\x82\x01\x82\x00\x0f\x82\x84\x10\x18\x42\x80\x81\x18\x40\x84\x10\x04\x82" "gbattery"
  "\x82\x00\x18\x40\x80" "\xa2\x09\x73\x0f\x19\x01\x2c" "\xa1\x0f\x18\x3c"
  /* the device: blocks, certificate requests, another try */
  "\x83\x01\x82\x00\x18\x40\x78" "\x84\x13\x18\x40\x82\x00\x06\x18\x41"
  "\x84\x13\x05\x82\x0b\x06\x18\x40" "\x83\x12\x03\x18\x40"
  "\x83\x18\x18\x18\x40\xf4\x84\x04\x03\x83\x82\x0f\x04\x83\x03\x82\x82\x84\x10\x01\x81\x82\x00\x04"
  "\x80\x83\x18\x18\x18\x40\xf5\x81\x83\x18\x18\x18\x40\xf4\x82\x14\x18\x40\x82\x00\x18\x40"
  /* the device's steps, in their usual order */
  "\x88\x84\x0f\x00\x02\x03\x85\x0f\x00\x02\x03\x04"
  "\x85\x10\x18\x40\x80\x80\x84\x10\x02\x80\x81\x18\x40" "\x85\x10\x18\x40\x81\x82\x00\x18\x40\x80"
  "\x84\x10\x01\x81\x82\x00\x04\x80\x85\x10\x18\x40\x81\x00\x80"
  "\x82\x11\x82\x09\x82\x11\x82\x0a\x82\x0d\x82\x01\x58\x20"
  "\x85\x11\x00\x03\x04\x82\x0f\x19\x01\x2c" "\x82\x11\x00\x84\x11\x00\x02\x03\x83\x11\x00\x03"
  "\x82\x12\x18\x40\x83\x12\x01\x05\x83\x14\x05\x07\x84\x14\x05\x07\x08\x82\x14\x05\x83\x15\x02\x03"
  "\x81\x16\x81\x17\x81\x00"
  /* the assistant's */
  "\x85\x08\x82\x00\x0d\x00\x03" "\x83\x03\x81\x82" "\x82\x0d\x82\x0f\x18\x3c"
  "\x84\x04\x03\x83\x82\x07\x04\x82\x09\x04\x83\x0a\x18\x3c\x18\x40\x82\x00\x18\x40"
  "\x82\x06\x78\x83\x06\x78\x82\x06\x83" "xbdex" "\x83\x06\x83" "xbdex" "\xf5"
  "\xa4\x00\x01\x00\x02\x19\x01\x04"
  "\x82\x07\x82\x18\x40\xa1\x00\xa2\x00\x83\x03\x83\xa3\x00\x83\x03\x83\x08\xf5"
  "\x83\x01\x82\x07\x00\x83\x07\x00\x03\x82\x07\x02\x82\x07\x04\x83\x07\x00\x02\x84\x07\x00\x02\x03"
  "\x83\x09\x00\x02\x84\x09\x00\x02\x03\x85\x09\x00\x02\x03\x04\x83\x09\x00\x03"
  "\x83\x0a\x18\x3c\x05\x83\x0a\x18\x78\x05\x07\x85\x0a\x18\x78\x05\x07\x08\x84\x0a\x18\x3c\x05\x07"
  "\x81\x0b\x81\x0c\x81\x00"
  /* the manifest's second half: transports, titles, parts, custom fields, serial number */
  "\x07\x81\x81\x01\x07\x81\x82\x02\x07\x81\x82\x03\x78\x1c" "\x0a\x82\x83"
  "\x84\x00\x18\x40\x50\x01\x84\x01\x18\x40\x50\x01\x83\x02\x18\x40\x50\x83\x03\x18\x60\x50"
  "\x09\x81\x82\x64\x09\x81\x82\x65\x09\x82\x82\x66\x01\x82\x65\x01\x09\x81\x83\x64\x02" "\x06\x6c"
  "\x08\x84\x08\x83\x08\x81\x83\x01\x18\x40\x50\x08\x82\x83\x00\x18\x60\x50\x83\x01\x18\x40\x50"
  /* behind the manifest: signature, secret, parts */
  "\x58\x40\x50\xf6\x82\x58\x83\x58\x81\x58\x88"
  /* kinds of devices, which end the names of models */
  " Meter Monitor Gateway Light Switch Valve Pump Display Probe"
  /* the label's head, protected header and the manifest's first half */
  "\x83\x84\x4d\xa2\x01\x32\x04\x48\xa0\x58\xa9\xa6\x00\x01\x01\x01\x02"
  "\xa8\x00\x01\x01\x01\x02\xa0\x58\xa8\xa7\x00\x01\x01\x01\x02" " Sensor" "\x05\x58\x20"
  " Controller" "\x05\x58\x20";

EnlistSlice
enlist_deflate_dictionary (void)
{
  return enlist_slice (dictionary, sizeof dictionary - 1);
}
