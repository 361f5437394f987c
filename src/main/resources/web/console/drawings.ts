import type { EChartsCoreOption } from 'echarts/core';
import { compact, duration, rate, tick, time } from './format';
import type { Sample } from './live-status';
import type { Drawing, Palette } from './parts/chart-view';
import type { Bucket } from './types';

interface Line {
  name: string;
  colour: keyof Palette;
  points: [number, number | null][];
  area?: boolean;
  bars?: boolean;
}

interface Axes {
  from: number;
  to: number;
  value: (value: number) => string;
  /** Up to where the scale goes at least. */
  least?: number;
  log?: boolean;
}

/** Lines over time on one scale, told in rich text: markup with styles of its own is forbidden here. */
function lines(palette: Palette, axes: Axes, all: Line[]): EChartsCoreOption {
  const label = { color: palette.faint, fontFamily: palette.font, fontSize: 11 };
  return {
    grid: { left: 4, right: 8, top: 10, bottom: 4, containLabel: true },
    xAxis: {
      type: 'time',
      min: axes.from,
      max: axes.to,
      splitNumber: 3,
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: { ...label, hideOverlap: true, formatter: (at: number) => tick(at, axes.to - axes.from) },
    },
    yAxis: {
      type: axes.log ? 'log' : 'value',
      min: axes.log ? 1 : 0,
      ...(axes.least ? { max: ({ max }: { max: number }) => (max > axes.least! ? null : axes.least) } : {}),
      splitNumber: 3,
      axisLabel: { ...label, formatter: axes.value },
      splitLine: { lineStyle: { color: palette.line } },
    },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontFamily: palette.font, fontSize: 12 },
      axisPointer: { lineStyle: { color: palette.faint } },
      formatter: (points: { seriesName: string; value: [number, number | null] }[]) =>
        [time(points[0]!.value[0]), ...points.map((point) => `${point.seriesName}  ${point.value[1] === null ? 'none' : axes.value(point.value[1])}`)].join('\n'),
    },
    series: all.map((line) => {
      const colour = palette[line.colour];
      return line.bars
        ? { type: 'bar', name: line.name, data: line.points, color: colour, barMaxWidth: 6, barGap: '-100%' }
        : {
            type: 'line',
            name: line.name,
            data: line.points,
            color: colour,
            showSymbol: line.points.filter(([, value]) => value !== null).length < 2,
            symbolSize: 5,
            lineStyle: { width: 1.5 },
            ...(line.area ? { areaStyle: { opacity: 0.1 } } : {}),
          };
    }),
  };
}

const points = (buckets: Bucket[], of: (bucket: Bucket) => number | null): [number, number | null][] =>
  buckets.map((bucket) => [bucket.start, of(bucket)]);

export function throughput(buckets: Bucket[], bucketMs: number, from: number, to: number): Drawing {
  // The last bucket is cut short where the window ends.
  const perSecond = (count: number, { start }: Bucket): number => count / (Math.min(bucketMs, to - start) / 1_000);
  return (palette) =>
    lines(palette, { from, to, value: (value) => `${rate(value)}/s` }, [
      { name: 'Changes', colour: 'accent', points: points(buckets, (bucket) => bucket.perSecond), area: true },
      { name: 'Conflicts', colour: 'warn', points: points(buckets, (bucket) => perSecond(bucket.conflicts, bucket)) },
      { name: 'Failures', colour: 'bad', points: points(buckets, (bucket) => perSecond(bucket.failures, bucket)) },
    ]);
}

export function latency(buckets: Bucket[], from: number, to: number): Drawing {
  // Less than a millisecond has no place on a logarithmic scale.
  const shown = (value: number | null): number | null => (value === null ? null : Math.max(1, value));
  return (palette) =>
    lines(palette, { from, to, value: duration, log: true }, [
      { name: 'p99', colour: 'info', points: points(buckets, (bucket) => shown(bucket.p99)) },
      { name: 'p50', colour: 'good', points: points(buckets, (bucket) => shown(bucket.p50)) },
    ]);
}

export function depth(samples: Sample[], span: number): Drawing {
  const to = samples.at(-1)?.at ?? Date.now();
  return (palette) =>
    lines(palette, { from: to - span, to, value: compact, least: 9 }, [
      { name: 'In the queue', colour: 'accent', points: samples.map(({ at, depth }) => [at, depth]), area: true },
    ]);
}

export function age(samples: Sample[], span: number): Drawing {
  const to = samples.at(-1)?.at ?? Date.now();
  return (palette) =>
    lines(palette, { from: to - span, to, value: duration, least: 900 }, [
      { name: 'Oldest change', colour: 'info', points: samples.map(({ at, ageMs }) => [at, ageMs]), area: true },
    ]);
}
