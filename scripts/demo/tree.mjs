// The files that the demo backs up: generated, the same each time, with the names and ages that a homelab has.
import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const day = 86_400_000;
const words =
  "the house garden winter invoice heating contract window repair school letter travel kitchen insurance meter reading council photograph recipe summer bicycle train ticket receipt warranty".split(
    " ",
  );
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const suppliers = [
  "Stadtwerke",
  "Northgrid",
  "Mobilcom",
  "Hausverwaltung",
  "Water board",
  "Insurance",
  "Dentist",
  "Garage",
];
const trips = [
  "Lofoten",
  "Lake Garda",
  "Brittany",
  "Harz",
  "Copenhagen",
  "Dolomites",
  "Grandma 80",
  "First day of school",
  "Balcony",
  "Cat",
];

/** Makes the tree below `folder` and says how many files it has. */
export function makeTree(folder, now) {
  const tree = createWriter(folder, 20_261_122);
  for (let year = 2019; year <= 2026; year += 1) {
    makeDocuments(tree, year, now);
    makePhotos(tree, year, now);
  }
  makeServer(tree, now);
  return tree.count();
}

function makeDocuments(tree, year, now) {
  months.forEach((month, index) => {
    const at = Math.min(Date.UTC(year, index, 12), now - day);
    const number = String(index + 1).padStart(2, "0");
    for (const supplier of suppliers)
      tree.text(`documents/invoices/${year}/${year}-${number} ${supplier}.txt`, 2200, at);
    tree.text(`documents/household/${year}/${number} Budget ${month}.csv`, 4000, at);
    if (index % 3 === 0)
      tree.text(`documents/letters/${year}/${month} ${suppliers[index % suppliers.length]}.txt`, 1500, at);
  });
  tree.text(`documents/tax/${year}/Tax return ${year}.txt`, 30_000, Math.min(Date.UTC(year, 6, 1), now - day));
}

function makePhotos(tree, year, now) {
  for (let trip = 0; trip < 3; trip += 1) {
    const month = trip * 4 + 2;
    const at = Math.min(Date.UTC(year, month, 5), now - 120 * day);
    const name = trips[(year * 3 + trip) % trips.length];
    const album = `photos/${year}-${String(month + 1).padStart(2, "0")} ${name}`;
    for (let shot = 0; shot < 36; shot += 1)
      tree.noise(`${album}/IMG_${4000 + (year % 100) * 10 + trip * 400 + shot}.jpg`, 9000, at + shot * 60_000);
  }
}

function makeServer(tree, now) {
  const at = now - 200 * day;
  for (const site of ["blog", "wiki", "recipes"]) {
    for (let page = 1; page <= 60; page += 1)
      tree.text(`server/www/${site}/pages/${words[page % words.length]}-${page}.md`, 1800, at);
    for (let image = 1; image <= 25; image += 1)
      tree.noise(`server/www/${site}/images/${site}-${image}.webp`, 7000, at);
    for (let entry = 1; entry <= 20; entry += 1) tree.text(`server/www/${site}/cache/${entry}.tmp`, 300, at);
  }
  for (const name of [
    "nginx/nginx.conf",
    "nginx/sites/blog.conf",
    "nginx/sites/wiki.conf",
    "fstab",
    "hosts",
    "crontab",
  ]) {
    tree.text(`server/etc/${name}`, 900, at);
  }
  for (let dump = 1; dump <= 4; dump += 1) tree.text(`server/databases/wiki-${dump}.sql`, 60_000, at);
}

/** What somebody did before the `step`th backup of that part of the tree, as of `at` (milliseconds). */
export function live(folder, part, step, at) {
  const tree = createWriter(folder, 7000 + step);
  const month = new Date(at).toISOString().slice(0, 7);
  if (part === "documents") {
    appendFileSync(
      join(folder, "documents/notes.txt"),
      `${new Date(at).toISOString().slice(0, 10)} ${words[step % words.length]}\n`,
    );
    tree.text(`documents/invoices/2026/${month} ${suppliers[step % suppliers.length]} ${step}.txt`, 2500, at);
  } else if (part === "photos") {
    for (let shot = 0; shot < 12; shot += 1)
      tree.noise(`photos/Phone/${month}/PXL_${step}${String(shot).padStart(2, "0")}.jpg`, 12_000, at);
  } else if (part === "server") {
    tree.text(`server/databases/wiki-${(step % 4) + 1}.sql`, 62_000, at);
    tree.text(`server/www/blog/pages/entry-${step}.md`, 2400, at);
  }
}

function createWriter(folder, seed) {
  const random = createRandom(seed);
  const folders = new Set();
  let count = 0;
  const write = (path, content, at) => {
    const file = join(folder, path);
    if (!folders.has(dirname(file))) mkdirSync(dirname(file), { recursive: true });
    folders.add(dirname(file));
    writeFileSync(file, content);
    utimesSync(file, at / 1000, at / 1000);
    count += 1;
  };
  return {
    /** Text of about that many bytes, which compresses as text does. */
    text(path, sizeBytes, at) {
      let text = "";
      while (text.length < sizeBytes)
        text += `${words[Math.floor(random() * words.length)]}${random() < 0.1 ? ".\n" : " "}`;
      write(path, text, at);
    },
    /** Bytes that do not compress, as those of a picture. */
    noise(path, sizeBytes, at) {
      write(path, Buffer.from(Array.from({ length: sizeBytes / 4 }, () => Math.floor(random() * 2 ** 32) & 0xff)), at);
    },
    count: () => count,
  };
}

/** mulberry32: small, and the same numbers for the same seed everywhere. */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
