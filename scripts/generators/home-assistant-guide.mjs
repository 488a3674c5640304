// What Home Assistant needs beside its snippets: the file with the cards, and what to do when something is called otherwise.

/** Sections of its README. */
export const homeAssistantGuide = `
## The cards

The cards draw the entities that you have by now. They ask nobody, so they work for everybody who can see the dashboard, also in the
companion apps, and without a sign-in of Borgdeck's.

1. \`copy-cards.sh\` copies their file, with the folders as they stand there: the cards look for languages beside it. It copies all of
   them, or those that are named behind it (\`sh copy-cards.sh de fr\`). Without a terminal, copy \`/widgets/borg-home-assistant.js\` and,
   for each language, a file such as \`/widgets/languages/de.js\` of Borgdeck by hand, or with the File editor or Samba add-on.
2. Restart Home Assistant if the folder \`www\` is new: it is looked for only at the start.
3. *Settings*, *Dashboards*, the menu at the top right, *Resources*, *Add resource*: the line of \`resource.txt\`, *JavaScript module*.
   (*Resources* is there in *Advanced mode* of your profile.) Where dashboards are in YAML, into \`configuration.yaml\` instead:

   \`\`\`yaml
   lovelace:
     resources:
       - url: /local/borgdeck/widgets/borg-home-assistant.js?v=1
         type: module
   \`\`\`

4. Reload the page. In the companion apps: *Settings*, *Companion app*, *Debugging*, *Reset frontend cache*.
5. Add a card in the editor of a dashboard: they are called *Borg: …*, start with the entities that are there, and have a form for every
   option. Or paste \`cards.yaml\` of the way that you chose. The badge is among the badges of a view.

After an update of Borgdeck copy the files again and raise the number (\`?v=2\`): browsers keep what lies in \`/local/\` for a month.

## When something is called otherwise

- **An entity was renamed.** The cards name the one that they miss. In a card's form choose the entity or the device again, or write the
  new id into its YAML.
- **Several entities of a device were renamed.** Borgdeck's own by MQTT say in an attribute what they are, so that their names do not
  matter. Others are known by their class, and where two are of one class by their id: if a figure is missing, say which entity tells it, in the form under *Entities one by one*, or in YAML:

  \`\`\`yaml
  type: custom:borg-repository-card
  name: Offsite
  entities:
    problem: binary_sensor.offsite_problem
    running: binary_sensor.offsite_running
    last_success: sensor.offsite_last_success
    next_run: sensor.offsite_next_run
    size: sensor.offsite_size
    archives: sensor.offsite_archives
  \`\`\`

- **Other programs' entities** are drawn the same way: \`problem\` or \`status\` is needed, the rest is left out where nobody tells it.
- **"Custom element doesn't exist"**: the resource is missing, or the file is not where it says. Open its address in the browser.
- **"Entity unavailable"**: Home Assistant does not reach Borgdeck, the token was revoked, or the broker is away. See *Settings*,
  *System*, *Logs*.
`;
