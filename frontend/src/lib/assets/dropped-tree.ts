// What was dropped from the desktop: files, and folders with everything in them.

export interface DroppedTree {
  /** Each with the folder that it lies in, as dropped: empty for what lay in none. */
  files: { file: File; folder: string }[];
  /** Folders in which nothing is. */
  empty: string[];
}

/** What some systems leave in every folder; nobody means to bring it along. */
const LITTER = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/;

/** The entries must be asked for while the drop lasts; what is in them comes later. */
export function droppedTree(data: DataTransfer): Promise<DroppedTree> {
  const loose: File[] = [];
  const entries: FileSystemEntry[] = [];
  for (const item of data.items) {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    const file = entry ? null : item.getAsFile();
    if (entry) entries.push(entry);
    else if (file) loose.push(file);
  }
  return read(entries, loose);
}

async function read(entries: FileSystemEntry[], loose: File[]): Promise<DroppedTree> {
  const tree: DroppedTree = { files: loose.map((file) => ({ file, folder: '' })), empty: [] };
  const left = entries.map((entry) => ({ entry, folder: '' }));
  for (let next = left.shift(); next; next = left.shift()) {
    const { entry, folder } = next;
    if (entry.isFile) {
      if (!folder || !LITTER.test(entry.name))
        tree.files.push({ file: await fileOf(entry as FileSystemFileEntry), folder });
      continue;
    }
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    const inside = await allIn(entry as FileSystemDirectoryEntry);
    if (!inside.length) tree.empty.push(path);
    left.push(...inside.map((one) => ({ entry: one, folder: path })));
  }
  return tree;
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((done, fail) => entry.file(done, fail));

/** A reader gives a hundred at a time, and nothing at the end. */
async function allIn(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (!some.length) return all;
    all.push(...some);
  }
}
