// Passwords that are guessed first. Only those of eight characters and more: shorter ones are refused anyway.

/** Lower case, separated by white space. Variations with figures and signs around them are found by password-rules. */
const words = `
  password passw0rd p@ssword p@ssw0rd pa55word pa55w0rd passwort passwords password1 passphrase mypassword mypasswd
  motdepasse contrasena contraseña senha123 wachtwoord hasło123 kennwort geheim123 geheimnis salasana parola123
  adminadmin administrator administrador administrateur rootroot toortoor superuser superadmin sysadmin useruser
  guestguest testtest testuser testing123 demodemo changeme changeit changethis letmein1 letmeinnow letmein123 openup123
  iloveyou iloveyou1 iloveyou2 iloveu123 loveyou1 iloveme1 mylove123 ilovegod lovelove loveme123 tequiero teamo123
  trustno1 trustnoone whatever whatever1 nothing1 secret123 topsecret mysecret secretsecret supersecret
  football football1 baseball baseball1 basketball softball volleyball hockey123 soccer123 liverpool liverpool1 arsenal1
  chelsea1 manchester barcelona realmadrid juventus bayernmunchen bayern123 dortmund schalke04 steelers packers1
  superman batman123 spiderman wolverine ironman1 starwars starwars1 startrek lordoftherings gandalf1 frodo123
  hogwarts harrypotter pokemon1 pokemon123 pikachu1 digimon1 naruto123 minecraft fortnite1 nintendo playstation xbox3600
  sunshine sunshine1 princess princess1 charlie1 michael1 jennifer jennifer1 jessica1 michelle michelle1 ashley123
  daniel123 jordan23 thomas123 andrew123 joshua123 matthew1 anthony1 christopher alexander alexandra alexandre elizabeth
  victoria nicholas stephanie samantha samantha1 patricia benjamin jonathan francesco valentina sebastian maximilian
  dragon123 monkey123 monkey12 tigger123 butterfly butterfly1 elephant dolphins dolphin1 kitty123 hellokitty mickeymouse
  chocolate chocolate1 strawberry blueberry cupcake1 cookie123 cheese123 pizza123 coffee123 whiskey1 budweiser corona123
  computer computer1 internet internet1 keyboard1 notebook microsoft windows1 windows10 windows11 macintosh linux123
  ubuntu123 debian123 raspberry raspberrypi raspberry1 synology synology1 homelab1 homeserver homeassistant docker123
  kubernetes nextcloud unraid123 truenas1 proxmox1 jellyfin plexplex server123 nas12345 storage1 database mysql123
  postgres postgresql oracle123 samsung1 samsung123 huawei123 xiaomi123 google123 facebook facebook1 instagram twitter1
  linkedin snapchat youtube1 netflix1 amazon123 whatsapp telegram
  welcome1 welcome12 welcome123 welcomeback hello123 hellohello helloworld goodbye1 goodluck1 goodmorning
  summer123 winter123 spring123 autumn123 sommer123 herbst123 summer2023 summer2024 summer2025 winter2023 winter2024 winter2025 spring2024 spring2025 autumn2024 autumn2025
  sommer2024 sommer2025 january1 february september september1 october1 november december december1 saturday sunday123
  qwertyuiop qwertyui qwerty12 qwerty123 qwerty1234 qwertyqwerty qwertz123 qwertzui qwertzuiop azertyuiop azerty123
  asdfghjkl asdfghjk asdfasdf asdf1234 asdfqwer zxcvbnm1 zxcvbnm123 zxcvzxcv qazwsxedc qazwsx123 wsxedcrf 1qaz2wsx
  1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5 zaq12wsx zaq1zaq1 xsw2zaq1 1qazxsw2 1qaz2wsx3edc qwer1234
  qwe123qwe 123qwe123 123qweasd 123qweasdzxc qweasdzxc 1234qwer 12qwaszx poiuytrewq lkjhgfdsa mnbvcxz1 abcd1234 abc12345
  abcabc123 a1b2c3d4 a1b2c3d4e5 aa123456 a1234567 a12345678 a123456789 1a2b3c4d aaa11111 abcdefg1 abcdefgh1 abcde12345
  11223344 1122334455 12341234 123123123 12344321 123454321 123321123 147258369 147852369 159357258 159753456 741852963
  789456123 987456321 963852741 102030405 100200300 10203040 20202020 31415926 314159265 27182818 42424242 69696969
  13131313 12121212 01010101 98989898 112233445566 19841984 20002000 20012001 01012000 01011990 01011980 31121999
  12301230 12345qwert 12345abc 12345678a 123456789a 123456789q 1234567890q 123456abc 123456qwerty
  mustang1 corvette ferrari1 porsche1 mercedes mercedes1 volkswagen yamaha123 kawasaki harley123 harleydavidson
  metallica nirvana1 slipknot ironmaiden ledzeppelin pinkfloyd beatles1 eminem123 blink182 linkinpark rockstar rockstar1
  babygirl babygirl1 angel123 angels123 sweetheart beautiful beautiful1 gorgeous princesa america1 australia deutschland
  frankfurt hamburg1 muenchen berlin123 london123 newyork1 california florida1 texas123 holland1 amsterdam
  blahblah asdfjkl1 access14 master123 mastermaster shadow123 killer123 hunter123 hunter22 ranger123 phoenix1 warrior1
  freedom1 jesus123 jesuschrist blessed1 heaven123 buddha123 maverick cowboys1 redskins lakers24 yankees1
  correcthorsebatterystaple hunter2hunter2 thequickbrownfox
  nopassword nopasswd mypass123 pass1234 pass12345 passpass pass@123 admin123 admin1234 admin12345 admin@123 root1234
  user1234 test1234 test12345 temp1234 temporary default1 default123 system123 manager1 manager123 service1
  operator operator1 security security1 backup123 backups1 borgbackup borgbase restore1 archive1 vorta123 rsyncnet
`;

const known = new Set(words.split(/\s+/).filter((word) => word.length >= 4));

/** Whether a word in lower case is on the list. */
export function isCommonPassword(word: string): boolean {
  return known.has(word);
}
