// A film's tasks: everything that is under way, however much that is, and what ended lately.
import { api, ask, type TaskView } from '#lib/api/client.ts';

const ENDED_SHOWN = 100;

export async function loadTasks(projectId: string): Promise<TaskView[]> {
  const underWay = async () => {
    const found: TaskView[] = [];
    let cursor: string | undefined;
    do {
      const query = { projectId, status: ['pending', 'running'] as TaskView['status'][], limit: 1000, cursor };
      const page = await ask(api.GET('/api/tasks', { params: { query } }));
      found.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    return found;
  };
  const ended = async () => {
    const query = {
      projectId,
      status: ['completed', 'error', 'cancelled'] as TaskView['status'][],
      limit: ENDED_SHOWN
    };
    return (await ask(api.GET('/api/tasks', { params: { query } }))).items;
  };
  // What ends between the two answers is in both or in the second, never in none.
  const first = await underWay();
  return [...first, ...(await ended())];
}
