mkdir -p /config/www/borgdeck/widgets/languages
cd /config/www/borgdeck/widgets
curl -fsS -o borg-home-assistant.js https://borg.example.com/widgets/borg-home-assistant.js
# The language of those who look, where it is not English:
curl -fsS -o languages/de.js https://borg.example.com/widgets/languages/de.js
