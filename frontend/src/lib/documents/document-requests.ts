// What is asked of the studio about documents.
import { api, ask } from '#lib/api/client.ts';
import type {
  Breakdown,
  ChosenScene,
  DocumentSummary,
  DocumentText,
  DocumentType,
  ImportedDocument,
  LinkedShots,
  ScriptReading
} from './documents.ts';

const EVERYTHING = 1000;

/** The slashes of a document's path are slashes of its address. */
const pathSerializer = (address: string, params: Record<string, unknown>) =>
  address.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]).split('/').map(encodeURIComponent).join('/'));

export async function loadDocuments(projectId: string): Promise<DocumentSummary[]> {
  const params = { path: { project_id: projectId }, query: { limit: EVERYTHING } };
  return (await ask(api.GET('/api/projects/{project_id}/documents', { params }))).items;
}

export function loadDocument(projectId: string, path: string): Promise<DocumentText> {
  const params = { path: { project_id: projectId, path } };
  return ask(api.GET('/api/projects/{project_id}/documents/{path}', { params, pathSerializer }));
}

export function addDocument(projectId: string, documentType: DocumentType, name: string): Promise<DocumentText> {
  const params = { path: { project_id: projectId } };
  return ask(api.POST('/api/projects/{project_id}/documents', { params, body: { documentType, name } }));
}

export function saveDocument(projectId: string, path: string, content: string, version: string): Promise<DocumentText> {
  const params = { path: { project_id: projectId, path }, header: { 'If-Match': version } };
  const body = { content };
  return ask(api.PUT('/api/projects/{project_id}/documents/{path}', { params, body, pathSerializer }));
}

export async function deleteDocument(projectId: string, path: string, version: string): Promise<void> {
  const params = { path: { project_id: projectId, path }, header: version ? { 'If-Match': version } : {} };
  await ask(api.DELETE('/api/projects/{project_id}/documents/{path}', { params, pathSerializer }));
}

export function loadBreakdown(projectId: string, path: string): Promise<Breakdown> {
  const params = { path: { project_id: projectId, path } };
  return ask(api.GET('/api/projects/{project_id}/documents/{path}/breakdown', { params, pathSerializer }));
}

export function acceptBreakdown(projectId: string, from: Breakdown, chapterId: string, scenes: ChosenScene[]) {
  const params = { path: { project_id: projectId, path: from.path }, header: { 'If-Match': from.version } };
  const body = { chapterId, scenes };
  return ask(
    api.POST('/api/projects/{project_id}/documents/{path}/breakdown/accept', { params, body, pathSerializer })
  );
}

/** A new screenplay from a file of another program. */
export function importDocument(projectId: string, file: File): Promise<ImportedDocument> {
  const params = { path: { project_id: projectId }, query: { name: file.name } };
  return ask(
    api.POST('/api/projects/{project_id}/documents/import', {
      params,
      headers: { 'Content-Type': 'application/octet-stream' },
      body: file as unknown as string,
      bodySerializer: (body) => body
    })
  );
}

export function loadLinkedShots(projectId: string, path: string): Promise<LinkedShots> {
  const params = { path: { project_id: projectId, path } };
  return ask(api.GET('/api/projects/{project_id}/documents/{path}/shots', { params, pathSerializer }));
}

export function loadReading(projectId: string, path: string): Promise<ScriptReading> {
  const params = { path: { project_id: projectId, path } };
  return ask(api.GET('/api/projects/{project_id}/documents/{path}/elements', { params, pathSerializer }));
}

const OF_SHOT = '/api/projects/{project_id}/shots/{shot_id}/script';

export function loadPassage(projectId: string, shotId: string) {
  return ask(api.GET(OF_SHOT, { params: { path: { project_id: projectId, shot_id: shotId } } }));
}

/** Give a shot lines of a script, as they are in the version that was read. */
export function linkPassage(
  projectId: string,
  shotId: string,
  lines: { path: string; version: string; line: number; lastLine: number }
) {
  return ask(api.PUT(OF_SHOT, { params: { path: { project_id: projectId, shot_id: shotId } }, body: lines }));
}

export async function unlinkPassage(projectId: string, shotId: string): Promise<void> {
  await ask(api.DELETE(OF_SHOT, { params: { path: { project_id: projectId, shot_id: shotId } } }));
}
