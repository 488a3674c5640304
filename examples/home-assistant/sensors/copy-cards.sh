mkdir -p /config/www/borgdeck/widgets/languages
cd /config/www/borgdeck/widgets
curl -fsS -o borg-home-assistant.js http://borgdeck:8081/widgets/borg-home-assistant.js
# The language of those who look, where it is not English:
curl -fsS -o languages/de.js http://borgdeck:8081/widgets/languages/de.js
