// What is asked of the studio about documents.
import { api, ask } from '#lib/api/client.ts';
import type { Breakdown, ChosenScene, DocumentSummary, DocumentText, DocumentType } from './documents.ts';

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
