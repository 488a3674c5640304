mkdir -p /config/www/borgdeck/widgets/languages
cd /config/www/borgdeck/widgets
curl -fsS -o borg-home-assistant.js http://borgdeck:8081/widgets/borg-home-assistant.js
# Every language but English, which the cards bring with them; or those that are named behind the script: sh copy-cards.sh de fr
for language in ${*:-de es fr it ja nl pl zh}; do
  curl -fsS -o "languages/$language.js" "http://borgdeck:8081/widgets/languages/$language.js"
done
