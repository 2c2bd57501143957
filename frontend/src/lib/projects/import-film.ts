// Sends a zip to the studio and says how far it is, which `fetch` cannot.
import { ApiError, type ProjectDetails, type Schemas } from '#lib/api/client.ts';
import { me } from '#lib/api/client-name.ts';

/**
 * `progress` is called with 0 to 1; at 1 everything is sent, and the studio checks it. Until then `signal` ends it, and the
 * studio keeps nothing of what came in.
 */
export function importFilm(zip: File, progress: (done: number) => void, signal: AbortSignal): Promise<ProjectDetails> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/projects/import');
    request.setRequestHeader('X-Auteur-Client', me());
    request.responseType = 'json';
    request.upload.onprogress = (event) => progress(event.total ? event.loaded / event.total : 0);
    request.upload.onload = () => progress(1);
    request.onabort = () => reject(signal.reason as Error);
    request.onerror = () => reject(new ApiError('The studio does not answer. Is it still running?', 'offline', 0));
    request.onload = () => {
      if (request.status === 201) return resolve(request.response as ProjectDetails);
      const problem = (request.response ?? {}) as Partial<Schemas['Problem']>;
      const sentence = problem.detail ?? `The studio answered ${request.status}.`;
      reject(new ApiError(sentence, problem.code ?? 'error', request.status));
    };
    if (signal.aborted) return reject(signal.reason as Error);
    signal.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.append('file', zip);
    request.send(form);
  });
}
