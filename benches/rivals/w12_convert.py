"""W12 convert 2 million points WGS84 to EPSG:4549 (CGCS2000 Gauss-Kruger). usage: w12_convert.py pyproj|pyproj_2thr"""
from common import *
import numpy as np, pyarrow.parquet as pq
rival=sys.argv[1]; N=2_000_000; W='W12_convert:2m->4549'+('_2thr' if rival.endswith('2thr') else '')
t=pq.read_table(f'{D}/pts_10m_uniform.parquet',columns=['lon','lat']).slice(0,N); x,y=t['lon'].to_numpy(),t['lat'].to_numpy()
from pyproj import Transformer
from concurrent.futures import ThreadPoolExecutor
def ck(a,b): return dict(x=float(round(a.sum()/1e3)),y=float(round(b.sum()/1e3)))
def one(s): return Transformer.from_crs(4326,4549,always_xy=True).transform(x[s],y[s])
def core():
    if not rival.endswith('2thr'): return ck(*one(slice(None)))
    parts=list(ThreadPoolExecutor(2).map(one,[slice(a,a+N//8) for a in range(0,N,N//8)])); return ck(*(np.concatenate(c) for c in zip(*parts)))
bench(W,rival,v('pyproj'),N,core)
