// The one file that fetches. Errors are the server's own sentences.
import createClient from 'openapi-fetch';
import { me } from './client-name.ts';
import { COMMIT_HEADER, tellOfCommits, typedFields } from './commits.ts';
import { MISSING_FILM, tellOfMissingFilm } from './missing-film.ts';
import type { components, paths } from './schema.d.ts';

export type Schemas = components['schemas'];
export type ProjectView = Schemas['ProjectView'];
export type ProjectDetails = Schemas['ProjectDetails'];
export type FilmTree = Schemas['FilmTree'];
export type ShotView = Schemas['ShotView'];
export type SceneView = Schemas['SceneView'];
export type TakeView = Schemas['TakeView'];
export type TaskView = Schemas['TaskView'];
export type QualityMapping = Schemas['QualityMapping'];
export type Quality = 'low' | 'standard' | 'high';

export const api = createClient<paths>({ baseUrl: '/' });
const typed = new WeakMap<Request, string>();
api.use({
  onRequest: async ({ request }) => {
    request.headers.set('X-Auteur-Client', me());
    const fields = await typedFields(request);
    if (fields) typed.set(request, fields);
  },
  onResponse: ({ request, response }) =>
    tellOfCommits(request.method, request.url, response.headers.get(COMMIT_HEADER), typed.get(request))
});

export class ApiError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly status: number,
    readonly fields: { loc: (string | number)[]; msg: string }[] = [],
    /** Whether the page says it by itself. */
    readonly isShown = false,
    /** The change that stands in the way, where it is one. */
    readonly commit?: string
  ) {
    super(message);
  }

  /** The studio did not answer at all. */
  get isAway(): boolean {
    return this.code === 'offline';
  }
}

type Answer<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** What the server answered, or an `ApiError` with its sentence. */
export async function ask<T>(answer: Answer<T>): Promise<T> {
  return (await askVersioned(answer)).data;
}

/** The same with the version of what was answered, which a change may name. */
export async function askVersioned<T>(answer: Answer<T>): Promise<{ data: T; version: string | null }> {
  let got: Awaited<Answer<T>>;
  try {
    got = await answer;
  } catch {
    throw new ApiError('The studio does not answer. Is it still running?', 'offline', 0);
  }
  if (!got.response.ok) {
    const problem = (got.error ?? {}) as Partial<Schemas['Problem']>;
    throw new ApiError(
      problem.detail ?? `The studio answered ${got.response.status}.`,
      problem.code ?? 'error',
      got.response.status,
      problem.errors ?? [],
      problem.code === MISSING_FILM && tellOfMissingFilm(got.response.url),
      typeof problem.commit === 'string' ? problem.commit : undefined
    );
  }
  return { data: got.data as T, version: got.response.headers.get('etag') };
}
